using System.Data.Common;
using System.Globalization;
using System.Text;
using Audit.Context;
using Audit.Statements;

namespace Audit.AdoNet.Guarding;

/// <summary>Counts the rows of the tables that a command writes, for limits that are a share.</summary>
internal static class RowCounts
{
    /// <summary>The rows, seen in the command's transaction; -1 when there is no table to count.</summary>
    public static long Of(DbCommand command, DbTransaction? transaction, CommandFacts facts)
    {
        using var suppressed = AuditContext.Suppress();
        using var count = Create(command, transaction, facts);
        return count is null ? -1 : Convert.ToInt64(count.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc cref="Of"/>
    public static async ValueTask<long> OfAsync(DbCommand command, DbTransaction? transaction, CommandFacts facts, CancellationToken cancellationToken)
    {
        using var suppressed = AuditContext.Suppress();
        var count = Create(command, transaction, facts);
        if (count is null)
            return -1;
        await using (count.ConfigureAwait(false))
            return Convert.ToInt64(await count.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture);
    }

    private static DbCommand? Create(DbCommand command, DbTransaction? transaction, CommandFacts facts)
    {
        var tables = facts.Statement.TablesWritten;
        if (tables.IsDefaultOrEmpty)
            return null;

        var sql = new StringBuilder("SELECT ");
        for (var i = 0; i < tables.Length; i++)
        {
            if (i > 0)
                sql.Append(" + ");
            sql.Append("(SELECT COUNT(*) FROM ");
            AppendName(sql, tables[i], command.CommandText, facts.Profile?.Dialect ?? SqlDialect.Unknown);
            sql.Append(')');
        }

        if (facts.Profile?.Dialect == SqlDialect.Oracle)
            sql.Append(" FROM DUAL");

        var count = command.Connection!.CreateCommand();
#pragma warning disable CA2100 // Names of tables, each quoted or a plain word.
        count.CommandText = sql.ToString();
#pragma warning restore CA2100
        count.Transaction = transaction;
        count.CommandTimeout = command.CommandTimeout;
        return count;
    }

    /// <summary>Writes a table's name as the command wrote it: quoted where it was, since quotes decide about upper and lower case.</summary>
    private static void AppendName(StringBuilder sql, string name, string commandText, SqlDialect dialect)
    {
        var first = true;
        foreach (var part in Parts(name))
        {
            if (!first)
                sql.Append('.');
            first = false;
            if (IsPlain(part) && !IsQuoted(part, commandText))
                sql.Append(part);
            else
                AppendQuoted(sql, part, dialect);
        }
    }

    private static bool IsQuoted(string part, string commandText) =>
        commandText.Contains($"\"{part}\"", StringComparison.Ordinal)
        || commandText.Contains($"[{part}]", StringComparison.Ordinal)
        || commandText.Contains($"`{part}`", StringComparison.Ordinal);

    private static bool IsPlain(string part)
    {
        if (part.Length == 0)
            return true;
        foreach (var character in part)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character != '_')
                return false;
        }

        return !char.IsAsciiDigit(part[0]);
    }

    private static void AppendQuoted(StringBuilder sql, string part, SqlDialect dialect)
    {
        var (open, close) = dialect switch
        {
            SqlDialect.SqlServer => ('[', ']'),
            SqlDialect.MySql => ('`', '`'),
            _ => ('"', '"'),
        };
        sql.Append(open).Append(part.Replace(close.ToString(), new string(close, 2), StringComparison.Ordinal)).Append(close);
    }

    /// <summary>The parts of a name as the classifier writes it: a part with a dot or a quote stands in quotes.</summary>
    private static List<string> Parts(string name)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < name.Length; i++)
        {
            var character = name[i];
            if (character == '"' && quoted && i + 1 < name.Length && name[i + 1] == '"')
            {
                part.Append('"');
                i++;
            }
            else if (character == '"')
            {
                quoted = !quoted;
            }
            else if (character == '.' && !quoted)
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(character);
            }
        }

        parts.Add(part.ToString());
        return parts;
    }
}
