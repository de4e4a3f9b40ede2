using System.Text;
using System.Text.Json;
using Audit.Querying;
using Audit.Redaction;

namespace Audit.Exporting;

/// <summary>Tells by what an export filters: <c>actorId.eq=alice; from=…</c>. What a value is called decides what the redactor makes of it.</summary>
internal static class FilterDescription
{
    private const int LongestText = 2_048;

    private static readonly string[] Comparisons = ["eq", "ne", "in", "notIn", "contains", "startsWith", "like", "gt", "gte", "lt", "lte"];

    public static string Of(AuditFilter filter, IAuditRedactor redactor)
    {
        using var json = JsonDocument.Parse(AuditFilterJson.Write(filter));
        var text = new StringBuilder();
        Write(text, "", "", json.RootElement, redactor);
        return text.ToString();
    }

    private static void Write(StringBuilder text, string path, string name, JsonElement value, IAuditRedactor redactor)
    {
        if (text.Length >= LongestText)
            return;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when value.TryGetProperty("name", out var said) && value.TryGetProperty("value", out var sought):
                // A condition on a custom attribute says its name beside the value.
                var attribute = said.GetString() ?? "";
                Write(text, $"{path}.{redactor.RedactText(attribute).Text}", attribute, sought, redactor);
                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                    Write(text, path.Length == 0 ? member.Name : $"{path}.{member.Name}", Comparisons.Contains(member.Name) ? name : member.Name, member.Value, redactor);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    Write(text, path, name, item, redactor);
                break;
            default:
                Append(text, $"{(text.Length == 0 ? "" : "; ")}{path}={redactor.RedactAttribute(name, value.ToString()).Text}");
                break;
        }
    }

    private static void Append(StringBuilder text, string part)
    {
        if (text.Length + part.Length <= LongestText)
        {
            text.Append(part);
            return;
        }

        // Not within a pair of surrogates.
        var rest = LongestText - text.Length;
        if (rest > 0 && char.IsHighSurrogate(part[rest - 1]))
            rest--;
        text.Append(part.AsSpan(0, rest)).Append('…');
    }
}
