using System.Collections.Concurrent;
using System.Data;
using Audit.Redaction;
using Audit.Statements;

namespace Audit.Benchmarks.Overhead;

/// <summary>Knows a statement again by its text, as any classifier does, and nothing of its meaning.</summary>
internal sealed class CachedTextClassifier : IStatementClassifier
{
    private readonly ConcurrentDictionary<(string, SqlDialect), StatementInfo> _known = new();

    public StatementInfo Classify(
        string commandText, SqlDialect dialect, SqlDialectOptions options = SqlDialectOptions.None, CommandType commandType = CommandType.Text) =>
        _known.GetOrAdd((commandText, dialect), static key => new StatementInfo { Action = "db.statement", RedactedText = key.Item1 });
}

/// <summary>Lets nothing through.</summary>
internal sealed class ClosedRedactor : IAuditRedactor
{
    public string RedactValue(string name, string value) => Redacted.Marker;

    public string RedactMessage(string message) => Redacted.Marker;
}
