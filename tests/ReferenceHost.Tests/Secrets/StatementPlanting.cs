using Audit.AdoNet.Recording;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ReferenceHost.Tests.Secrets;

/// <summary>Plants in the text of statements: literals of every quoting, comments, and secrets that are no literals.</summary>
internal static class StatementPlanting
{
    public static async Task LiteralsAsync(Plot plot, Func<PeopleContext> open, IEnumerable<string> statements)
    {
        using var scope = plot.Enter();
        await using var context = open();
        foreach (var sql in statements)
            await RunAsync(context, sql);
    }

    /// <summary>Sends a text as it is.</summary>
    public static Task<int> RunAsync(PeopleContext context, string sql) =>
        context.Database.ExecuteSqlRawAsync(sql.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));

    public static Task RecordAsync(Plot plot, Site site, SqliteConnection connection, IEnumerable<string> statements)
    {
        using var scope = plot.Enter();
        using (connection)
        {
            foreach (var sql in statements)
            {
                using var command = connection.CreateCommand();
                command.CommandText = sql;
                site.Recorder.Record(command, new CommandEnd { StartedAt = DateTimeOffset.UnixEpoch.AddYears(56), Duration = TimeSpan.Zero });
            }
        }

        return Task.CompletedTask;
    }

    public static IEnumerable<string> OfSqlite(Plot plot) =>
    [
        $"SELECT '{plot.Text()}', 'it''s {plot.Text()}', X'{plot.Hex()}', {plot.Number()}, -{plot.Number()}.5",
        $"SELECT 1 WHERE 'a' IN ('{plot.Text()}', '{plot.Text()}') OR 'b' LIKE '%{plot.Text()}%' OR 1 BETWEEN {plot.Number()} AND {plot.Number()}",
        $"-- {plot.Text()}\nSELECT 1 /* {plot.Text()} */ + 1 -- {plot.Text()}",
        $"/* password={plot.Text()} */ SELECT 1",
        $"WITH a AS (SELECT '{plot.Text()}' AS x) SELECT CASE x WHEN '{plot.Text()}' THEN '{plot.Text()}' ELSE 'z' END FROM a",
        $"DELETE FROM \"Humans\" WHERE \"Name\" = '{plot.Text()}'",
    ];

    public static IEnumerable<string> OfPostgres(Plot plot) =>
    [
        $"SELECT '{plot.Text()}', E'it\\'s {plot.Text()}', $${plot.Text()}$$, $tag${plot.Text()} $$ {plot.Text()}$tag$, U&'{plot.Text()}', X'{plot.Hex()}', {plot.Number()}",
        $"DO $$ BEGIN PERFORM '{plot.Text()}'; EXECUTE 'SELECT ''{plot.Text()}'''; END $$",
        $"SET application_name = '{plot.Text()}'",
        $"CREATE ROLE gardener PASSWORD '{plot.Text()}'; DROP ROLE gardener",
        $"SELECT 1 /* {plot.Text()} /* {plot.Text()} */ */ -- {plot.Text()}",
        $"SELECT DATE '2026-01-01', INTERVAL '1 day', '{{\"token\":\"{plot.Text()}\"}}'::text, ARRAY['{plot.Text()}']",
        $"PREPARE p AS SELECT '{plot.Text()}'; EXECUTE p; DEALLOCATE p",
        $"INSERT INTO \"Humans\" (\"Name\", \"Email\", \"Age\") VALUES ('{plot.Text()}', '{plot.Email()}', 1), ('{plot.Text()}', '{plot.Email()}', 2)",
    ];

    public static IEnumerable<string> OfSqlServer(Plot plot) =>
    [
        $"SELECT N'{plot.Text()}', 'it''s {plot.Text()}', 0x{plot.Hex()}, ${plot.Number()}, {plot.Number()}",
        $"EXEC('SELECT ''{plot.Text()}''')",
        $"EXEC sp_executesql N'SELECT @a', N'@a nvarchar(50)', @a = N'{plot.Text()}'",
        $"CREATE LOGIN gardener WITH PASSWORD = '{plot.Text()}'",
        $"SELECT * FROM OPENROWSET('SQLNCLI', 'Server=x;Uid=sa;Pwd={plot.Text()}', 'SELECT 1') -- {plot.Text()}",
        $"OPEN SYMMETRIC KEY k DECRYPTION BY PASSWORD = '{plot.Text()}'; PRINT '{plot.Text()}'",
    ];

    public static IEnumerable<string> OfMySql(Plot plot) =>
    [
        $"SELECT \"{plot.Text()}\", 'it\\'s {plot.Text()}', x'{plot.Hex()}', 0x{plot.Hex()}, _utf8'{plot.Text()}', {plot.Number()} # {plot.Text()}",
        $"CREATE USER g IDENTIFIED BY '{plot.Text()}'",
        $"SET PASSWORD FOR g = '{plot.Text()}'",
        $"INSERT INTO t VALUES (\"{plot.Text()}\", \"say \"\"{plot.Text()}\"\"\") /* {plot.Text()} */",
        $"LOAD DATA INFILE '{plot.Text()}' INTO TABLE t",
    ];

    public static IEnumerable<string> OfOracle(Plot plot) =>
    [
        $"SELECT q'[{plot.Text()}]', q'{{it's {plot.Text()}}}', nq'!{plot.Text()}!', '{plot.Text()}', {plot.Number()} FROM dual -- {plot.Text()}",
        $"CREATE USER g IDENTIFIED BY {plot.Text()}",
        $"ALTER USER g IDENTIFIED BY \"{plot.Text()}\" REPLACE {plot.Text()}",
        $"BEGIN EXECUTE IMMEDIATE 'INSERT INTO t VALUES (''{plot.Text()}'')'; END;",
        $"CREATE DATABASE LINK l CONNECT TO u IDENTIFIED BY {plot.Text()} USING '{plot.Text()}'",
    ];
}
