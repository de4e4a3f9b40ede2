namespace Audit.Exporting;

/// <summary>What an export is written as.</summary>
public enum ExportFormat : byte
{
    /// <summary>Comma-separated values (RFC 4180) with the names of the columns in the first line. A cell that a spreadsheet would take for a formula begins with an apostrophe.</summary>
    Csv,

    /// <summary>A JSON object per line and event, its members named as the columns.</summary>
    Ndjson,

    /// <summary>Apache Parquet, a row per event.</summary>
    Parquet,

    /// <summary>A JSON object per line and event, each a record of the Open Cybersecurity Schema Framework 1.8.0, class 6005 (Datastore Activity).</summary>
    Ocsf,
}
