using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Reading.Execution;

/// <summary>A statement whose answer is handed on as it comes.</summary>
/// <param name="Sql">The statement without format.</param>
/// <param name="Format">The format of its answer: a name of the engine's.</param>
/// <param name="Purpose">What it is for, for the engine's query log.</param>
/// <param name="MaxRows">The number of rows it may return.</param>
/// <param name="Timeout">How long it may run.</param>
/// <param name="Settings">Further settings of the engine.</param>
internal sealed record StreamedStatement(
    SqlText Sql, string Format, string Purpose, long MaxRows, TimeSpan Timeout, IReadOnlyDictionary<string, object> Settings);
