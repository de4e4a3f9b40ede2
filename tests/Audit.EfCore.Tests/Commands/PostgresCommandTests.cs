using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Testing.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Audit.EfCore.Tests.Commands;

public sealed class PostgresCommandCaptureTests(PostgresFixture postgres) : CommandCaptureTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Postgres(postgres);
}

public sealed class PostgresReadingTests(PostgresFixture postgres) : ReadingTests
{
    private protected override (string Sql, string Code) FailingAtTheThirdRow =>
        ("""SELECT "Id", "Name", 10 / ("Qty" - 3) AS "Qty" FROM "Items" """, "22012");

    private protected override TestDatabase CreateDatabase() => TestDatabase.Postgres(postgres);
}

public sealed class PostgresCommandFailureTests(PostgresFixture postgres) : CommandFailureTests
{
    private protected override string UniqueViolation => "23505";

    private protected override string SyntaxError => "42601";

    [Fact]
    public async Task A_running_command_that_is_cancelled_is_recorded_as_cancelled()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();
        await context.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var pid = ((NpgsqlConnection)context.Database.GetDbConnection()).ProcessID;
        using var request = new CancellationTokenSource();

        var running = context.Database.ExecuteSqlRawAsync("SELECT pg_sleep(60)", request.Token);
        await UntilActiveAsync(shop.Database.ConnectionString, pid);
        await request.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal((Outcome.Cancelled, CommandSource.RawSql), (shop.Log.Single.Outcome, shop.Log.Single.Source));
    }

    [Theory]
    [InlineData("SET statement_timeout = 50; SELECT pg_sleep(60)", "57014")]
    [InlineData("SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(60)", "57014")]
    public async Task A_command_that_the_server_cancels_is_recorded_as_cancelled(string sql, string code)
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();

        Assert.ThrowsAny<PostgresException>(() => context.Database.ExecuteSqlRaw(sql));

        Assert.Equal((Outcome.Cancelled, code), (shop.Log.Single.Outcome, shop.Log.Single.ErrorCode));
    }

    [Fact]
    public async Task A_command_that_runs_out_of_the_callers_time_is_recorded_as_cancelled()
    {
        await using var shop = Shop.Open(CreateDatabase());
        await using var context = shop.CreateContext();
        context.Database.SetCommandTimeout(1);

        Assert.ThrowsAny<NpgsqlException>(() => context.Database.ExecuteSqlRaw("SELECT pg_sleep(60)"));

        Assert.Equal(Outcome.Cancelled, shop.Log.Single.Outcome);
    }

    private protected override TestDatabase CreateDatabase() => TestDatabase.Postgres(postgres);

    private static async Task UntilActiveAsync(string connectionString, int pid)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE pid = $1 AND wait_event = 'PgSleep'", connection)
        {
            Parameters = { new NpgsqlParameter { Value = pid } },
        };
        while (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is not 1L)
            await Task.Yield();
    }
}
