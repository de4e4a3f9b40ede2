using System.ComponentModel.DataAnnotations;

namespace Audit.AdoNet.Parameters;

/// <summary>What is recorded of the parameters of commands; section <c>Audit:AdoNet:Parameters</c>. Names always are.</summary>
public sealed class AdoNetParameterOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string SectionName = "Audit:AdoNet:Parameters";

    /// <summary>Whether values are recorded, redacted, for all databases; off unless switched on.</summary>
    public bool RecordValues { get; set; }

    /// <summary>Names of databases whose values are recorded, redacted, also when <see cref="RecordValues"/> is off.</summary>
    public IList<string> Databases { get; } = [];

    /// <summary>Names of parameters, without prefix such as <c>@</c>, whose values are recorded, redacted, also when <see cref="RecordValues"/> is off.</summary>
    public IList<string> Names { get; } = [];

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
