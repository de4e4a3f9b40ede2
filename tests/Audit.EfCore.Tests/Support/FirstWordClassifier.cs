using System.Collections.Concurrent;
using System.Data;
using Audit.Events;
using Audit.Statements;

namespace Audit.EfCore.Tests.Support;

/// <summary>Knows the first word of a statement, which is enough to see that the source asked with the right text and dialect.</summary>
internal sealed class FirstWordClassifier : IStatementClassifier
{
    private readonly ConcurrentDictionary<(string, SqlDialect), StatementInfo> _known = new();

    public StatementInfo Classify(string commandText, SqlDialect dialect, SqlDialectOptions options = SqlDialectOptions.None, CommandType commandType = CommandType.Text) =>
        _known.GetOrAdd((commandText, dialect), static key =>
        {
            var word = key.Item1.TrimStart().Split(' ', '\n', '(', ';')[0].ToUpperInvariant();
            return new StatementInfo
            {
                Operations = [word],
                Action = $"db.{word.ToLowerInvariant()}",
                RedactedText = key.Item1,
                Risk = word == "DROP" ? Risk.Critical : Risk.None,
                Tags = [key.Item2.ToString()],
            };
        });
}
