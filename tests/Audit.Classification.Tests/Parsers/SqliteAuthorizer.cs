using Audit.Classification.Tests.Generation;
using Audit.Classification.Tests.Sqlite;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Audit.Classification.Tests.Parsers;

/// <summary>SQLite itself, with the generator's tables, telling through its authorizer what it would do to run a text.</summary>
internal sealed class SqliteAuthorizer : IDisposable
{
    // Functions that are written like tables.
    private static readonly string[] TableFunctions = ["json_each", "pragma_table_info"];

    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public SqliteAuthorizer()
    {
        _connection.Open();
        // As SQLite starts, unlike this build of it: what no column is called is a text.
        raw.sqlite3_db_config(_connection.Handle!, raw.SQLITE_DBCONFIG_DQS_DML, 1, out _);
        var columns = string.Join(", ", SqliteGrammar.AllColumns.Select(static column => column.Written));
        foreach (var table in SqliteGrammar.AllTables)
            Run($"CREATE TABLE {table.Written} (key_id INTEGER PRIMARY KEY, {columns})");
        foreach (var table in SqliteGrammar.SingleColumnTables)
            Run($"CREATE TABLE {table.Written} (x1)");
        // The views have a table of their own, so that columns may be dropped from all the others.
        Run($"CREATE TABLE beneath_views ({columns})");
        foreach (var view in SqliteGrammar.Views)
            Run($"CREATE VIEW {view.Written} AS SELECT * FROM beneath_views");
        Run("CREATE INDEX ix_orders ON orders (z1)");
        Run("CREATE TRIGGER tr_orders AFTER DELETE ON orders BEGIN SELECT 1; END");
    }

    public HashSet<string> Writes { get; } = new(StringComparer.OrdinalIgnoreCase);

    public HashSet<string> Reads { get; } = new(StringComparer.OrdinalIgnoreCase);

    public HashSet<string> Verbs { get; } = new(StringComparer.Ordinal);

    /// <summary>Compiles each statement of a text; what SQLite says against it, or nothing.</summary>
    public string Compile(string text)
    {
        Writes.Clear();
        Reads.Clear();
        Verbs.Clear();
        var database = _connection.Handle!;
        raw.sqlite3_set_authorizer(database, Authorize, null);
        try
        {
            while (text.Trim().Length > 0)
            {
                var result = raw.sqlite3_prepare_v2(database, text, out var statement, out text);
                using (statement)
                {
                    if (result != raw.SQLITE_OK)
                        return raw.sqlite3_errmsg(database).utf8_to_string();
                }
            }

            return "";
        }
        finally
        {
            raw.sqlite3_set_authorizer(database, (strdelegate_authorizer?)null, null);
        }
    }

    public void Dispose() => _connection.Dispose();

    private int Authorize(object userData, int action, string first, string second, string database, string within)
    {
        // What a view or trigger does is not in the text; a common table is.
        if (within is not null && (within == "tr_orders" || SqliteGrammar.Views.Any(view => view.Told == within)))
            return raw.SQLITE_OK;
        switch (action)
        {
            case raw.SQLITE_READ:
                if (!TableFunctions.Contains(first, StringComparer.OrdinalIgnoreCase))
                    Reads.Add(first);
                break;
            case raw.SQLITE_INSERT or raw.SQLITE_UPDATE or raw.SQLITE_DELETE when !first.StartsWith("sqlite_", StringComparison.OrdinalIgnoreCase):
                Write(action == raw.SQLITE_INSERT ? "INSERT" : action == raw.SQLITE_UPDATE ? "UPDATE" : "DELETE", first);
                break;
            case raw.SQLITE_CREATE_TABLE or raw.SQLITE_CREATE_TEMP_TABLE or raw.SQLITE_CREATE_VIEW or raw.SQLITE_CREATE_TEMP_VIEW or raw.SQLITE_CREATE_VTABLE:
                Write("CREATE", first);
                break;
            case raw.SQLITE_CREATE_INDEX or raw.SQLITE_CREATE_TRIGGER:
                Write("CREATE", second);
                break;
            case raw.SQLITE_DROP_TABLE or raw.SQLITE_DROP_VIEW:
                Write("DROP", first);
                break;
            case raw.SQLITE_DROP_INDEX or raw.SQLITE_DROP_TRIGGER:
                Verbs.Add("DROP");
                break;
            case raw.SQLITE_ALTER_TABLE:
                Write("ALTER", second);
                break;
            case raw.SQLITE_SELECT:
                Verbs.Add("SELECT");
                break;
            case raw.SQLITE_PRAGMA:
                Verbs.Add("PRAGMA");
                break;
            case raw.SQLITE_ATTACH:
                Verbs.Add("ATTACH");
                break;
            case raw.SQLITE_DETACH:
                Verbs.Add("DETACH");
                break;
            case raw.SQLITE_TRANSACTION:
                Verbs.Add(first);
                break;
            case raw.SQLITE_SAVEPOINT:
                Verbs.Add(first == "BEGIN" ? "SAVEPOINT" : first);
                break;
        }

        return raw.SQLITE_OK;
    }

    private void Write(string verb, string table)
    {
        Verbs.Add(verb);
        if (!table.StartsWith("sqlite_", StringComparison.Ordinal))
            Writes.Add(table);
    }

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
