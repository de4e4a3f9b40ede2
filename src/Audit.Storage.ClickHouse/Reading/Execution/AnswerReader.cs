namespace Audit.Storage.ClickHouse.Reading.Execution;

/// <summary>Makes a result of a complete answer in RowBinary.</summary>
internal delegate T AnswerReader<out T>(ReadOnlySpan<byte> answer);
