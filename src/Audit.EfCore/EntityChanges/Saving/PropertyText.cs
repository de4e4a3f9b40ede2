using System.Globalization;
using System.Security.Cryptography;
using Audit.AdoNet.Parameters;
using Audit.EfCore.EntityChanges.Model;
using Audit.Redaction;

namespace Audit.EfCore.EntityChanges.Saving;

/// <summary>Writes what may be recorded of a property's value, by the rules that hold for parameters.</summary>
internal sealed class PropertyText(IAuditRedactor redactor)
{
    private const int MaxLength = 1 << 20;
    private const int MaxElements = 100;
    private const int MaxHashed = 1 << 16;
    private const int LongestToken = 16;

    /// <summary>The text; <see langword="null"/> for none.</summary>
    public string? Of(PropertyPlan plan, object? value, ref bool isTruncated)
    {
        if (value is null)
            return null;
        if (plan.IsHidden)
            return Redacted.Marker;
        if (plan.Converter is { } converter && converter.ConvertToProvider(value) is var converted)
        {
            if (converted is null)
                return null;
            value = converted;
        }

        var text = value as string ?? Format(value, plan, ref isTruncated);
        // The name was looked at when the plan was made, and a number or a time holds no secret of its own.
        if (plan.Classification is null && IsPlain(value))
            return text;
        var redacted = plan.Classification is { } classification
            ? redactor.RedactValue(plan.Name, text, classification)
            : redactor.RedactValue(plan.Name, text);
        isTruncated |= redacted.IsTruncated;
        return redacted.Text;
    }

    private static string Format(object value, PropertyPlan plan, ref bool isTruncated)
    {
        if (value is byte[] bytes)
            return Describe(bytes, plan);
        var text = ParameterValue.Format(value, MaxLength, MaxElements, out var isCut);
        isTruncated |= isCut;
        return text;
    }

    private static bool IsPlain(object value) => value switch
    {
        int or long or short or byte or bool or decimal or double or float or uint or ulong or ushort or sbyte or char => true,
        DateTime or DateTimeOffset or DateOnly or TimeOnly or TimeSpan or Guid or Enum => true,
        _ => false,
    };

    /// <summary>Bytes are told by length and hash: equal ones can be seen to be equal. A row's version is no content, and told as it is.</summary>
    private static string Describe(byte[] bytes, PropertyPlan plan)
    {
        if (plan.Property.IsConcurrencyToken && bytes.Length <= LongestToken)
            return string.Concat("0x", Convert.ToHexString(bytes));
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, Math.Min(bytes.Length, MaxHashed))));
        return string.Create(CultureInfo.InvariantCulture, $"{bytes.Length} bytes, sha256{(bytes.Length > MaxHashed ? " of the first 65536" : "")} {hash}");
    }
}
