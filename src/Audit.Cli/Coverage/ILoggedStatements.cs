namespace Audit.Cli.Coverage;

/// <summary>The statements that the log holds, one of each shape.</summary>
internal interface ILoggedStatements
{
    /// <summary>The fingerprints that were recorded for a database, and whether there are more of them than can be read at once.</summary>
    Task<(IReadOnlyList<string> Fingerprints, bool IsTruncated)> FingerprintsAsync(DateTimeOffset since, string database, CancellationToken cancellationToken);

    /// <summary>A recorded statement of a fingerprint; empty when the log holds no text.</summary>
    Task<string> StatementAsync(DateTimeOffset since, string fingerprint, CancellationToken cancellationToken);
}
