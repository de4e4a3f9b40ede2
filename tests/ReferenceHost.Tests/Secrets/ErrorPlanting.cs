using System.Data.Common;
using Audit.AdoNet.Recording;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ReferenceHost.Tests.Secrets;

/// <summary>Plants in commands that fail, so that drivers quote the secrets, and in connection strings.</summary>
internal static class ErrorPlanting
{
    public static async Task OnSqliteAsync(Plot plot, Func<PeopleContext> open)
    {
        using var scope = plot.Enter();
        await using var context = open();
        await DuplicateAsync(plot, open);
        await FailAsync(context, $"SELECT 1 FROM \"Humans\" WHERE '{plot.Text()}' = 1 '{plot.Text()}'");
        await FailAsync(context, $"SELECT '{plot.Text()}");
        await FailAsync(context, $"SELECT json('{plot.Text()}')");
        await FailAsync(context, $"SELECT * FROM nowhere WHERE a = '{plot.Text()}'");
        await FailAsync(context, $"INSERT INTO \"Humans\" (\"Name\", \"Email\", \"Age\") VALUES ('{plot.Text()}', '{plot.Email()}', 999)");
        await RunAsync(context, $"CREATE TRIGGER no_{plot.Control[8..]} BEFORE DELETE ON \"Humans\" BEGIN SELECT RAISE(ABORT, 'no such friend: {plot.Email()}'); END");
        context.Add(new Human { Name = "x", Email = "x@x" });
        await context.SaveChangesAsync();
        await FailAsync(context, "DELETE FROM \"Humans\"");
        await RunAsync(context, $"DROP TRIGGER no_{plot.Control[8..]}");
    }

    public static async Task OnPostgresAsync(Plot plot, Func<PeopleContext> open)
    {
        using var scope = plot.Enter();
        await using var context = open();
        await DuplicateAsync(plot, open);
        await RunAsync(context, "CREATE TYPE mood AS ENUM ('good')");
        await FailAsync(context, $"SELECT CAST('{plot.Text()}' AS int)");
        await FailAsync(context, $"SELECT CAST('{plot.Text()}' AS mood), CAST('{plot.Text()}' AS date)");
        await FailAsync(context, $"SELECT CAST('{plot.Text()}' AS uuid)");
        await FailAsync(context, $"SELECT CAST('{plot.Text()}' AS timestamp)");
        await FailAsync(context, $"SELECT CAST('{plot.Text()}' AS boolean)");
        await FailAsync(context, $"SELECT CAST('[\"{plot.Text()}\", {plot.Text()}]' AS json)");
        await FailAsync(context, $"SELECT '{plot.Number()}'::int");
        await FailAsync(context, $"SELECT CAST('{{{plot.Text()}' AS int[])");
        await FailAsync(context, $"SELECT '{plot.Text()}");
        await FailAsync(context, $"SELECT 1 WHERE '{plot.Text()}' '{plot.Text()}'");
        await FailAsync(context, $"SELECT E'{plot.Text()}\\uZZZZ'");
        await FailAsync(context, $"INSERT INTO \"Humans\" (\"Name\", \"Email\", \"Age\") VALUES ('{plot.Text()}', '{plot.Email()}', 999)");
        await FailAsync(context, $"INSERT INTO \"Humans\" (\"Name\", \"Email\", \"Password\", \"Age\") VALUES (NULL, '{plot.Email()}', '{plot.Text()}', 1)");
        await FailAsync(context, $"DO $$ BEGIN RAISE EXCEPTION 'there is no \"%\" here', '{plot.Text()}'; END $$");
        await FailAsync(context, $"DO $$ BEGIN RAISE EXCEPTION 'mail of % bounced', '{plot.Email()}'; END $$");
        await FailAsync(context, $"SELECT set_config('work_mem', '{plot.Text()}', false)");
        await FailAsync(context, $"SELECT 'a' ~ '[{plot.Text()}'");
        await FailAsync(context, $"SELECT to_date('{plot.Text()}', 'YYYY')");
        await FailAsync(context, $"SELECT '{plot.Text()}'::inet");
    }

    public static Task OfOtherDriversAsync(Plot plot, Site site)
    {
        using var scope = plot.Enter();
        Record(new SqlServerConnection(), $"Violation of UNIQUE KEY constraint 'UQ'. Cannot insert duplicate key in object 'dbo.Users'. The duplicate key value is ({plot.Email()}, {plot.Text()}).");
        Record(new SqlServerConnection(), $"Cannot insert duplicate key row in object 'dbo.Users' with unique index 'IX'. The duplicate key value is ({plot.Text()} (x), 3).\r\nThe statement has been terminated.");
        Record(new SqlServerConnection(), $"Conversion failed when converting the nvarchar value '{plot.Text()}' to data type int.");
        Record(new SqlServerConnection(), $"String or binary data would be truncated in table 'shop.dbo.Users', column 'Name'. Truncated value: '{plot.Text()}'.");
        Record(new SqlServerConnection(), $"Incorrect syntax near '{plot.Text()}'.");
        Record(new SqlServerConnection(), $"Unclosed quotation mark after the character string '{plot.Text()} and more");
        Record(new MySqlConnection(), $"Duplicate entry '{plot.Email()}' for key 'users.email'");
        Record(new MySqlConnection(), $"Duplicate entry 'it's {plot.Text()}-{plot.Text()}' for key 'PRIMARY'");
        Record(new MySqlConnection(), $"Incorrect integer value: '{plot.Text()}' for column 'qty' at row 1");
        Record(new MySqlConnection(), $"You have an error in your SQL syntax; check the manual for the right syntax to use near ''{plot.Text()}'' at line 1");
        Record(new MySqlConnection(), $"Access denied for user '{plot.Text()}'@'10.0.0.1' (using password: YES)");
        Record(new OracleConnection(), $"ORA-00001: unique constraint (S.UK) violated on table S.T columns (EMAIL)\nORA-03301: (ORA-00001 details) row with column values (EMAIL:'{plot.Email()}') already exists");
        Record(new OracleConnection(), $"ORA-20001: no account for '{plot.Text()}'\nORA-06512: at line 1");
        return Task.CompletedTask;

        void Record(SqliteConnection connection, string message)
        {
            using (connection)
            using (var command = new SqliteCommand("SELECT 1", connection))
                site.Recorder.Record(command, EndOf(new DriverException(message)));
        }
    }

    /// <summary>What the log of the application is told of a capture that failed must not quote what the driver said.</summary>
    public static Task WithinCaptureAsync(Plot plot, Site site)
    {
        using var scope = plot.Enter();
        for (var i = 0; i < 5; i++)
        {
            using var connection = new SpeakingConnection($"Password={plot.Text()}");
            using var command = new SqliteCommand("SELECT 1", connection);
            site.Recorder.Record(command, EndOf(null));
        }

        return Task.CompletedTask;
    }

    public static async Task ConnectionStringsAsync(Plot plot, Site site)
    {
        using var scope = plot.Enter();
        await using var context = site.Postgres();
        var withPassword = new NpgsqlConnectionStringBuilder(context.Database.GetConnectionString()) { Password = plot.Text(), SslPassword = plot.Text() };
        context.Database.SetConnectionString(withPassword.ConnectionString);
        _ = await context.Humans.CountAsync();
        await FailAsync(context, "SELEC 1");
        foreach (var given in new[] { $"Host=db;Username=u;Password={plot.Text()}", $"Host=db;Password=\"a;b {plot.Text()}\"" })
        {
            await using var connection = new NpgsqlConnection(given);
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await site.Recorder.RecordAsync(command, EndOf(new DriverException($"Cannot connect with {given}")));
        }

        foreach (var given in new[] { $"Server=x;User Id=sa;Password={plot.Text()};", $"Server=x;Uid=sa;Pwd={plot.Text()} {plot.Text()};Database=y", $"AccountKey={plot.Text()}==;x=y" })
        {
            using var command = new SqliteCommand("SELECT 1", new SqlServerConnection());
            site.Recorder.Record(command, EndOf(new InvalidOperationException($"Cannot open: {given}")));
            await command.Connection!.DisposeAsync();
        }
    }

    private static CommandEnd EndOf(Exception? exception) => new() { StartedAt = DateTimeOffset.UnixEpoch.AddYears(56), Duration = TimeSpan.Zero, Exception = exception };

    private static async Task DuplicateAsync(Plot plot, Func<PeopleContext> open)
    {
        var email = plot.Email();
        for (var i = 0; i < 2; i++)
        {
            await using var context = open();
            context.Add(new Human { Name = plot.Text(), Email = email, Password = plot.Text() });
            if (i == 0)
                await context.SaveChangesAsync();
            else
                await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync());
        }
    }

    private static async Task FailAsync(PeopleContext context, string sql) => await Assert.ThrowsAnyAsync<DbException>(() => RunAsync(context, sql));

    private static Task<int> RunAsync(PeopleContext context, string sql) => StatementPlanting.RunAsync(context, sql);

    private sealed class DriverException(string message) : DbException(message);

    /// <summary>Cannot be described without saying too much.</summary>
    private sealed class SpeakingConnection(string said) : SqliteConnection
    {
        public override string Database => throw new InvalidOperationException(said);
    }
}
