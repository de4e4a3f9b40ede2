namespace Audit.Exporting;

/// <summary>What was written of an export.</summary>
/// <param name="Rows">The events, counted in what was written.</param>
/// <param name="Bytes">The bytes.</param>
/// <param name="Sha256">SHA-256 of the bytes, in lower-case hexadecimal digits.</param>
public sealed record ExportContent(long Rows, long Bytes, string Sha256);

/// <summary>How far an export has got.</summary>
/// <param name="Rows">The events so far.</param>
/// <param name="Bytes">The bytes so far.</param>
public readonly record struct ExportProgress(long Rows, long Bytes);

/// <summary>What an export may take; it fails when it takes more, and is never shortened.</summary>
/// <param name="MaxRows">How many events.</param>
/// <param name="Timeout">How long.</param>
public sealed record ExportLimits(long MaxRows, TimeSpan Timeout);
