namespace Audit.Redaction;

/// <summary>The texts that stand in the record where something was left out.</summary>
public static class Redacted
{
    /// <summary>Stands for a value that is not recorded.</summary>
    public const string Marker = "<redacted>";

    /// <summary>Stands for a database NULL.</summary>
    public const string Null = "<null>";

    /// <summary>Stands for a statement that was not understood.</summary>
    public const string Unparsed = "<unparsed>";
}
