using System.Collections.Immutable;
using System.Globalization;
using Audit.Events;

namespace Audit.Querying.Filtering;

/// <summary>A condition on the fingerprint: equality compares numbers, the rest is about their digits.</summary>
internal sealed class FingerprintTest
{
    private readonly TextTest _digits;
    private readonly ulong? _eq;
    private readonly ulong? _ne;
    private readonly HashSet<ulong>? _in;
    private readonly HashSet<ulong>? _notIn;

    public FingerprintTest(StringFilter filter, FilterLimits limits, TextCompiler texts, string path)
    {
        _digits = texts.Compile(
            new StringFilter { Contains = filter.Contains, StartsWith = filter.StartsWith?.ToLowerInvariant(), Like = filter.Like?.ToLowerInvariant() }, path);
        _eq = filter.Eq is { } eq ? Parse(eq, limits, $"{path}.eq") : null;
        _ne = filter.Ne is { } ne ? Parse(ne, limits, $"{path}.ne") : null;
        _in = filter.In is { } some ? ParseAll(some, limits, texts, $"{path}.in") : null;
        _notIn = filter.NotIn is { IsDefaultOrEmpty: false } none ? ParseAll(none, limits, texts, $"{path}.notIn") : null;
    }

    public bool Matches(AuditEvent auditEvent)
    {
        var number = EventTexts.Fingerprint(auditEvent);
        return (_eq is not { } eq || number == eq)
            && (_ne is not { } ne || number != ne)
            && (_in is null || _in.Contains(number))
            && (_notIn is null || !_notIn.Contains(number))
            && _digits.Matches(EventTexts.FingerprintText(auditEvent));
    }

    /// <summary>A fingerprint as people write it.</summary>
    /// <exception cref="AuditQueryException">It is none.</exception>
    public static ulong Parse(string text, FilterLimits limits, string path)
    {
        limits.Count(path);
        if (text.Length == 0)
            return 0;
        if (text.Length != 16 || !ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
            throw FilterLimits.Invalid(path, "a fingerprint has 16 hexadecimal digits.");
        return number;
    }

    private static HashSet<ulong> ParseAll(ImmutableArray<string> values, FilterLimits limits, TextCompiler texts, string path)
    {
        _ = texts.Values(values, path);
        var numbers = new HashSet<ulong>();
        foreach (var value in values.IsDefault ? [] : values)
            numbers.Add(Parse(value, limits, path));
        return numbers;
    }
}
