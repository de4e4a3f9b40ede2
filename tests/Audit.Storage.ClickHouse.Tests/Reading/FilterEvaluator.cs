using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Audit.Events;
using Audit.Querying;

namespace Audit.Storage.ClickHouse.Tests.Reading;

/// <summary>What a filter means, said once more without SQL.</summary>
internal static class FilterEvaluator
{
    public static bool Matches(AuditFilter f, AuditEvent e, DateTimeOffset now) =>
        (f.And is not { } and || (and.Length > 0 && and.All(x => Matches(x, e, now))))
        && (f.Or is not { } or || or.Any(x => Matches(x, e, now)))
        && (f.Not is not { } not || !Matches(not, e, now))
        && (f.From is not { } from || e.OccurredAt >= from)
        && (f.To is not { } to || e.OccurredAt < to)
        && (f.Last is not { } last || (e.OccurredAt >= now - last && e.OccurredAt <= now))
        && IsOneOf(f.Category, e.Category) && IsOneOf(f.Outcome, e.Outcome) && IsOneOf(f.Source, e.Source) && IsOneOf(f.ActorType, e.Context.Actor.Type)
        && (f.MinRisk is not { } risk || e.Risk >= risk)
        && (f.Destructive is not { } destructive || e.Destructive == destructive)
        && (f.Id is not { } id || e.Id == id)
        && (f.ParentId is not { } parent || e.ParentId == parent)
        && TextsMatch(f, e)
        && ListMatches(f.Table, [.. e.Statement?.TablesRead ?? [], .. e.Statement?.TablesWritten ?? []])
        && ListMatches(f.TableWritten, e.Statement?.TablesWritten ?? [])
        && ListMatches(f.Property, [.. e.Entity?.Changes.Select(c => c.Property) ?? []])
        && (f.Operation is not { } operations || (e.Statement?.Operations ?? []).Any(operations.Contains))
        && Number(f.RowsAffected, e.RowsAffected < 0 ? null : e.RowsAffected)
        && Number(f.DurationMicroseconds, e.DurationMicroseconds)
        && (f.ClientIp is not { } range || IsInRange(e.Context.ClientIp, range))
        && (f.Search is not { } search || search.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).All(word => SearchTexts(e).Any(text => HasWord(text, word))))
        && (f.Attribute is not { } attributes || (attributes.Length > 0 && attributes.All(a => e.Attributes.Any(x => x.Name == a.Name) && Text(a.Value, e.Attributes.Last(x => x.Name == a.Name).Value))));

    public static string FingerprintText(AuditEvent e) =>
        (e.Statement?.Fingerprint ?? 0) is > 0 and var number ? number.ToString("x16", CultureInfo.InvariantCulture) : "";

    public static bool Text(StringFilter? f, string? actual)
    {
        var text = actual ?? "";
        return f is null
            || (Positive(f, text) && (f.Ne is not { } ne || text != ne) && (f.NotIn is not { } none || !none.Contains(text)));
    }

    private static bool TextsMatch(AuditFilter f, AuditEvent e) =>
        Text(f.Action, e.Action) && Text(f.Application, e.Origin!.Application) && Text(f.Environment, e.Origin.Environment)
        && Text(f.ActorId, StoredActor(e, e.Context.Actor.Id)) && Text(f.ActorName, StoredActor(e, e.Context.Actor.Name)) && Text(f.TenantId, e.Context.Actor.TenantId)
        && Text(f.SessionId, e.Context.SessionId) && Text(f.ApiKeyId, e.Context.ApiKeyId)
        && Text(f.Entity, e.Entity?.Type) && Text(f.EntityKey, e.Entity?.Key) && Text(f.Command, e.Command?.Name)
        && Text(f.TraceId, e.TraceId) && Text(f.TransactionId, e.TransactionId == Guid.Empty ? "" : e.TransactionId.ToString()) && Text(f.RequestId, e.Context.RequestId)
        && Text(Lower(f.Fingerprint), FingerprintText(e));

    /// <summary>The application itself acts under its own name.</summary>
    public static string? StoredActor(AuditEvent e, string? value) =>
        e.Context.Actor is { Type: ActorType.System, Id: "" } ? e.Origin!.Application : value;

    private static StringFilter? Lower(StringFilter? f) => f is null ? null : f with
    {
        Eq = f.Eq?.ToLowerInvariant(),
        Ne = f.Ne?.ToLowerInvariant(),
        In = f.In?.Select(x => x.ToLowerInvariant()).ToImmutableArray(),
        NotIn = f.NotIn?.Select(x => x.ToLowerInvariant()).ToImmutableArray(),
        StartsWith = f.StartsWith?.ToLowerInvariant(),
        Like = f.Like?.ToLowerInvariant(),
    };

    private static bool ListMatches(StringFilter? f, ImmutableArray<string> list)
    {
        if (f is null)
            return true;
        var demands = f with { Ne = null, NotIn = null };
        return (demands == new StringFilter() || list.Any(x => Positive(f, x)))
            && (f.Ne is not { } ne || !list.Contains(ne))
            && (f.NotIn is not { } none || !list.Any(none.Contains));
    }

    private static bool Positive(StringFilter f, string text) =>
        (f.Eq is not { } eq || text == eq)
        && (f.In is not { } some || some.Contains(text))
        && (f.Contains is not { } part || text.Contains(part, StringComparison.OrdinalIgnoreCase))
        && (f.StartsWith is not { } start || text.StartsWith(start, StringComparison.Ordinal))
        && (f.Like is not { } like || IsLike(text, like));

    private static bool IsLike(string text, string pattern)
    {
        var regex = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            regex.Append(pattern[i] switch
            {
                '%' => ".*",
                '_' => ".",
                '\\' => Regex.Escape(pattern[++i].ToString()),
                var other => Regex.Escape(other.ToString()),
            });
        }

        return Regex.IsMatch(text, regex.Append('$').ToString(), RegexOptions.Singleline);
    }

    private static bool IsOneOf<T>(ImmutableArray<T>? wanted, T actual) => wanted is not { } list || list.Contains(actual);

    private static bool Number(LongFilter? f, long? actual) =>
        f is null || (actual is { } n && (f.Eq is not { } eq || n == eq) && (f.Gt is not { } gt || n > gt) && (f.Gte is not { } gte || n >= gte) && (f.Lt is not { } lt || n < lt) && (f.Lte is not { } lte || n <= lte));

    private static bool IsInRange(IPAddress? address, string range)
    {
        if (address is null)
            return false;
        var network = range.Contains('/', StringComparison.Ordinal) ? range : range.Contains(':', StringComparison.Ordinal) ? range + "/128" : range + "/32";
        var slash = network.IndexOf('/', StringComparison.Ordinal);
        var first = IPAddress.Parse(network[..slash]);
        var bits = int.Parse(network[(slash + 1)..], CultureInfo.InvariantCulture);
        if (first.AddressFamily != address.AddressFamily)
        {
            bits += first.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 96 : 0;
            first = first.MapToIPv6();
            address = address.MapToIPv6();
        }

        var left = string.Concat(first.GetAddressBytes().Select(b => b.ToString("b8", CultureInfo.InvariantCulture)));
        var right = string.Concat(address.GetAddressBytes().Select(b => b.ToString("b8", CultureInfo.InvariantCulture)));
        return left[..bits] == right[..bits];
    }

    private static IEnumerable<string> SearchTexts(AuditEvent e) =>
    [
        e.Statement?.RedactedText ?? "", e.ErrorMessage ?? "", e.Command?.Name ?? "", string.Join(' ', e.Command?.Arguments ?? []),
        e.Entity?.Key ?? "", StoredActor(e, e.Context.Actor.Id) ?? "", StoredActor(e, e.Context.Actor.Name) ?? "",
    ];

    private static bool HasWord(string text, string word)
    {
        var tokens = Tokens(word).Where(t => t.All(char.IsAscii)).ToArray();
        return tokens.All(Tokens(text).Contains)
            && ((tokens.Length == 1 && tokens[0].Length == word.Length) || text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private static string[] Tokens(string text) =>
        [.. Regex.Split(text, @"[\x00-\x2F\x3A-\x40\x5B-\x60\x7B-\x7F]+").Where(t => t.Length > 0).Select(t => t.ToLowerInvariant())];
}
