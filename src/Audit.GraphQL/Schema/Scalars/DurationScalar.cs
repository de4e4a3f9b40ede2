using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Audit.GraphQL.Schema.Scalars;

/// <summary>A duration in ISO 8601. Years and months are refused, because they have no fixed length.</summary>
internal sealed partial class DurationScalar : TextScalar<TimeSpan>
{
    public DurationScalar()
    {
        Name = "Duration";
        Description = "A duration in ISO 8601 of weeks, or of days, hours, minutes and seconds, for example PT5M, P1D, P2W.";
    }

    protected override string Write(TimeSpan value) => XmlConvert.ToString(value);

    protected override TimeSpan Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
            throw new FormatException($"'{text}' is no duration; write for example PT5M, PT1H30M, P1D or P2W (years and months have no fixed length).");

        var seconds = Part("w") * 604_800 + Part("d") * 86_400 + Part("h") * 3_600 + Part("m") * 60 + Part("s");
        return TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));

        decimal Part(string name) => match.Groups[name] is { Success: true } group ? decimal.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Few enough digits for any sum of them to be a duration.</summary>
    [GeneratedRegex(@"^P(?=[0-9T])(?:(?<w>[0-9]{1,5})W|(?:(?<d>[0-9]{1,6})D)?(?:T(?=[0-9])(?:(?<h>[0-9]{1,8})H)?(?:(?<m>[0-9]{1,9})M)?(?:(?<s>[0-9]{1,10}(?:\.[0-9]{1,7})?)S)?)?)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
