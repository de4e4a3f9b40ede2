using System.Text;
using Audit.Classification;
using Audit.Hosting;
using Audit.Statements;
using Microsoft.Extensions.Options;

namespace Audit.Tests.Classification;

/// <summary>The classifier under test, and its answers in a form that a table of examples can show.</summary>
internal static class Statements
{
    public static StatementClassifier NewClassifier(Action<AuditOptions>? configure = null)
    {
        var options = new AuditOptions();
        configure?.Invoke(options);
        return new StatementClassifier(Options.Create(options));
    }

    private static StatementClassifier Classifier { get; } = NewClassifier();

    public static StatementInfo Classify(string sql, SqlDialect dialect, SqlDialectOptions options = SqlDialectOptions.None) => Classifier.Classify(sql, dialect, options);

    /// <summary>For example <c>DELETE SELECT; writes t; reads u, v; delete_no_where t via cte; opaque</c>.</summary>
    public static string Describe(StatementInfo info)
    {
        var text = new StringBuilder(string.Join(' ', info.Operations.Select(static operation => operation.Replace(' ', '_'))));
        if (info.TablesWritten.Length > 0)
            text.Append("; writes ").AppendJoin(", ", info.TablesWritten);
        if (info.TablesRead.Length > 0)
            text.Append("; reads ").AppendJoin(", ", info.TablesRead);
        foreach (var reason in info.DestructiveReasons)
        {
            text.Append("; ").Append(reason.Name);
            if (reason.Table is not null)
                text.Append(' ').Append(reason.Table);
            if (reason.Via is not null)
                text.Append(" via ").Append(reason.Via);
        }

        if (info.IsOpaque)
            text.Append("; opaque");
        if (info.IsIncomplete)
            text.Append("; incomplete");
        return text.ToString();
    }

    public static string Describe(string sql, SqlDialect dialect, SqlDialectOptions options = SqlDialectOptions.None) => Describe(Classify(sql, dialect, options));
}
