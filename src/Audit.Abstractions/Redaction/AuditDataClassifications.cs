using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Compliance.Classification;

namespace Audit.Redaction;

/// <summary>
/// The classes of data that auditing knows. What is recorded of each is an option (<c>Audit:Redaction:Classifications</c>);
/// classifications of another taxonomy can be used wherever these can.
/// </summary>
public static class AuditDataClassifications
{
    /// <summary>The name of this taxonomy.</summary>
    public const string TaxonomyName = "Audit";

    /// <summary>Passwords, keys, tokens: never recorded.</summary>
    public static DataClassification Secret { get; } = new(TaxonomyName, nameof(Secret));

    /// <summary>What tells of a person, for example a name or an address. Not recorded unless an option says how.</summary>
    public static DataClassification Personal { get; } = new(TaxonomyName, nameof(Personal));

    /// <summary>Numbers of accounts and the like: the last four characters are recorded unless an option says otherwise.</summary>
    public static DataClassification Financial { get; } = new(TaxonomyName, nameof(Financial));

    /// <summary>What may be recorded as it is. A name that smells of a secret is one all the same.</summary>
    public static DataClassification Public { get; } = new(TaxonomyName, nameof(Public));

    /// <summary>Reads a classification from configuration: a name of this taxonomy, or <c>Taxonomy:Name</c>.</summary>
    /// <param name="text">For example <c>Personal</c> or <c>Contoso:CustomerContent</c>.</param>
    /// <param name="classification">The classification.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out DataClassification classification)
    {
        classification = DataClassification.Unknown;
        var value = text.AsSpan().Trim();
        var colon = value.IndexOf(':');
        var taxonomy = colon < 0 ? TaxonomyName : value[..colon].Trim();
        var name = value[(colon + 1)..].Trim();
        if (taxonomy.IsEmpty || name.IsEmpty || name.Contains(':'))
            return false;
        if (!taxonomy.Equals(TaxonomyName, StringComparison.OrdinalIgnoreCase))
        {
            classification = new DataClassification(taxonomy.ToString(), name.ToString());
            return true;
        }

        foreach (var known in (ReadOnlySpan<DataClassification>)[Secret, Personal, Financial, Public])
        {
            if (!name.Equals(known.Value, StringComparison.OrdinalIgnoreCase))
                continue;
            classification = known;
            return true;
        }

        return false;
    }
}
