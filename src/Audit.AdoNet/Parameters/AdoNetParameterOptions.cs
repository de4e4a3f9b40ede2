using System.ComponentModel.DataAnnotations;

namespace Audit.AdoNet.Parameters;

/// <summary>What is recorded of the parameters of commands; section <c>Audit:AdoNet:Parameters</c>. Names always are, values only by a rule.</summary>
public sealed class AdoNetParameterOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string SectionName = "Audit:AdoNet:Parameters";

    /// <summary>Which values are recorded, and how. Of several rules that fit a parameter the first counts; without one its value is not recorded.</summary>
    public IList<ParameterValueRule> Rules { get; } = [];

    /// <summary>How many parameters of a command are recorded; the rest is left out, marked by <c>parameters:truncated</c>. From 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int MaxCount { get; set; } = 200;

    /// <summary>How many characters of a value are looked at, before redaction and its own limit. From 16 to 1,000,000.</summary>
    [Range(16, 1_000_000)]
    public int MaxValueLength { get; set; } = 4096;

    /// <summary>How many elements of an array are recorded. From 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int MaxElements { get; set; } = 100;
}
