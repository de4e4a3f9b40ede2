using System.Data;
using System.Data.Common;
using Audit.Events;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.AdoNet.Tests.Decorators;

/// <summary>One event says how a transaction ended, whatever ended it.</summary>
public abstract partial class DecoratorContract
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task The_end_of_a_transaction_is_recorded(bool isAsync, bool commits)
    {
        await using var connection = await DataSource.OpenConnectionAsync(Token);
        await using var transaction = isAsync ? await connection.BeginTransactionAsync(IsolationLevel.Serializable, Token) : connection.BeginTransaction(IsolationLevel.Serializable);
        await connection.ExecuteAsync("DELETE FROM items WHERE id = 1", transaction: transaction);
        if (isAsync)
        {
            await (commits ? transaction.CommitAsync(Token) : transaction.RollbackAsync(Token));
        }
        else if (commits)
        {
            transaction.Commit();
        }
        else
        {
            transaction.Rollback();
        }

        var ended = Assert.Single(_recorded.TakeTransactions());
        Assert.Equal(
            commits ? ("transaction.commit", Outcome.Succeeded) : ("transaction.rollback", Outcome.RolledBack), (ended.Action, ended.Outcome));
        Assert.Equal((System, CommandSource.AdoNet, "1", "serializable"), (ended.Database!.System, ended.Source, Attribute(ended, "transaction.commands"), Attribute(ended, "transaction.isolation")));
        Assert.Equal(_recorded.TakeOne().TransactionId, ended.TransactionId);
    }

    [Theory]
    [InlineData("disposed")]
    [InlineData("connection_closed")]
    public async Task What_nobody_commits_is_rolled_back(string how)
    {
        await using var connection = await DataSource.OpenConnectionAsync(Token);
        var transaction = await connection.BeginTransactionAsync(Token);
        await connection.ExecuteAsync("DELETE FROM items WHERE id = 1", transaction: transaction);
        if (how == "disposed")
            await transaction.DisposeAsync();
        else
            await connection.CloseAsync();
        var ended = Assert.Single(_recorded.TakeTransactions());
        Assert.Equal(("transaction.rollback", Outcome.RolledBack, how), (ended.Action, ended.Outcome, Attribute(ended, "transaction.end")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_roll_back_to_a_savepoint_is_recorded_with_its_name(bool isAsync)
    {
        await using var connection = await DataSource.OpenConnectionAsync(Token);
        await using (var transaction = await connection.BeginTransactionAsync(Token))
        {
            if (isAsync)
                await transaction.SaveAsync("one", Token);
            else
                transaction.Save("one");
            await connection.ExecuteAsync("DELETE FROM items WHERE id = 1", transaction: transaction);
            if (isAsync)
                await transaction.RollbackAsync("one", Token);
            else
                transaction.Rollback("one");
            await transaction.CommitAsync(Token);
        }

        var ends = _recorded.TakeTransactions();
        Assert.Equal(["transaction.savepoint_rollback", "transaction.commit"], ends.Select(static ended => ended.Action));
        Assert.Equal(("one", Outcome.RolledBack), (Attribute(ends[0], "transaction.savepoint"), ends[0].Outcome));
        Assert.InRange(_recorded.TakeOne().OccurredAt, ends[0].OccurredAt, ends[0].OccurredAt.AddMicroseconds(ends[0].DurationMicroseconds));
        Assert.Equal(3, await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM items"));
    }

    [Fact]
    public async Task A_log_that_fails_is_not_noticed()
    {
        await using var connection = await DataSource.OpenConnectionAsync(Token);
        _recorded.Throws = new InvalidOperationException("full");
        await using (var transaction = await connection.BeginTransactionAsync(Token))
        {
            await connection.ExecuteAsync("DELETE FROM items WHERE id = 1", transaction: transaction);
            await transaction.CommitAsync(Token);
        }

        Assert.Equal(2, await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM items"));
    }

    [Fact]
    public async Task Rows_of_several_results_are_counted_together()
    {
        await using var connection = await DataSource.OpenConnectionAsync(Token);
        await using var results = await connection.QueryMultipleAsync("SELECT id FROM items; SELECT name FROM items WHERE id > 1");
        Assert.Equal(3, results.Read<int>().Count());
        Assert.Equal(2, results.Read<string>().Count());
        await results.DisposeAsync();
        Assert.Equal(5, _recorded.TakeOne().RowsRead);
    }

    [Fact]
    public async Task One_data_source_shared_by_threads_loses_nothing()
    {
        const int Threads = 4;
        const int Each = 100;
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(
            async () =>
            {
                await using var connection = await DataSource.OpenConnectionAsync(Token);
                for (var i = 0; i < Each; i++)
                    Assert.Equal(3, (await connection.QueryAsync<int>("SELECT id FROM items")).Count());
            },
            Token)));
        var recorded = _recorded.Take();
        Assert.Equal(Threads * Each, recorded.Count);
        Assert.All(recorded, static one => Assert.Equal((3L, Outcome.Succeeded), (one.RowsRead, one.Outcome)));
    }

    [Fact]
    public async Task Connections_are_recorded_when_asked_for()
    {
        await using (await DataSource.OpenConnectionAsync(Token))
            Assert.Empty(_recorded.TakeConnections());
        await using var all = new RecordedEvents(static services => services.Configure<Audit.AdoNet.Connections.AdoNetConnectionOptions>(static options => options.RecordOpenAndClose = true));
        await using (var plain = _plain.CreateConnection())
        {
            await using var connection = plain.WithAudit(all.Services);
            await connection.OpenAsync(Token);
        }

        var recorded = all.TakeConnections();
        Assert.Equal([("db.connect", Outcome.Succeeded), ("db.disconnect", Outcome.Succeeded)], recorded.Select(static one => (one.Action, one.Outcome)));
        Assert.All(recorded, one => Assert.Equal((EventCategory.Access, System), (one.Category, one.Database!.System)));
        Assert.NotNull(Attribute(recorded[0], "db.pooled"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_cannot_be_opened_is_recorded(bool isAsync)
    {
        await using var connection = Unreachable().WithAudit(_recorded.Services);
        if (isAsync)
            await Assert.ThrowsAnyAsync<DbException>(() => connection.OpenAsync(Token));
        else
            Assert.ThrowsAny<DbException>(connection.Open);
        var failed = Assert.Single(_recorded.TakeConnections());
        Assert.Equal(("db.connect", Outcome.Failed), (failed.Action, failed.Outcome));
        Assert.False(string.IsNullOrEmpty(failed.ErrorCode));
        Assert.DoesNotContain("hunter2", $"{failed.ErrorMessage}{string.Join(',', failed.Attributes)}", StringComparison.Ordinal);
    }

    /// <summary>A connection that fails to open.</summary>
    protected abstract DbConnection Unreachable();

    private protected static string? Attribute(AuditEvent recorded, string name) =>
        recorded.Attributes.Where(attribute => attribute.Name == name).Select(static attribute => attribute.Value).SingleOrDefault();
}
