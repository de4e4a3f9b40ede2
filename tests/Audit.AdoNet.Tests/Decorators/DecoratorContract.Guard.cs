using System.Data.Common;
using Audit.Context;
using Audit.Events;
using Audit.Guarding;
using Dapper;

namespace Audit.AdoNet.Tests.Decorators;

/// <summary>What the guard refuses never reaches the database, and what it lets through names its attempt.</summary>
public abstract partial class DecoratorContract
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_blocked_does_not_run(bool isAsync)
    {
        await using var connection = await DataSource.OpenConnectionAsync(Token);
        await using var command = Command(connection, "DROP TABLE items");
        foreach (var run in (Func<Task>[])
        [
            () => isAsync ? command.ExecuteNonQueryAsync(Token) : Task.FromResult(command.ExecuteNonQuery()),
            () => isAsync ? command.ExecuteScalarAsync(Token) : Task.FromResult(command.ExecuteScalar()),
            async () => await (isAsync ? await command.ExecuteReaderAsync(Token) : command.ExecuteReader()).DisposeAsync(),
        ])
        {
            var refusal = await Assert.ThrowsAsync<DestructiveOperationBlockedException>(run);
            var attempt = _recorded.TakeOne();
            Assert.Equal((refusal.EventId, EventCategory.Guard, Outcome.Blocked), (attempt.Id, attempt.Category, attempt.Outcome));
            Assert.Equal(("drops", "drop_table"), (refusal.Rule, Assert.Single(refusal.Reasons)));
        }

        Assert.Equal(3, await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM items"));
    }

    [Fact]
    public async Task What_has_a_reason_runs_and_names_its_attempt()
    {
        await using var connection = await DataSource.OpenConnectionAsync(Token);
        await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => connection.ExecuteAsync("DELETE FROM items"));
        _recorded.Take();

        using (AuditContext.Push(AuditContext.Current with { Reason = "the season is over" }))
            Assert.Equal(3, await connection.ExecuteAsync("DELETE FROM items"));

        var recorded = _recorded.Take();
        Assert.Equal([EventCategory.Guard, EventCategory.Database], recorded.Select(static one => one.Category));
        Assert.Equal((recorded[0].Id, 3L), (recorded[1].ParentId, recorded[1].RowsAffected));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task What_changes_too_many_rows_is_rolled_back(bool isAsync, bool isInTransaction)
    {
        await using var connection = await DataSource.OpenConnectionAsync(Token);
        await using (var transaction = isInTransaction ? await connection.BeginTransactionAsync(Token) : null)
        {
            await using var command = Command(connection, "UPDATE items SET name = 'gone'");
            command.Transaction = transaction;
            var refusal = isAsync
                ? await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => command.ExecuteNonQueryAsync(Token))
                : Assert.Throws<DestructiveOperationBlockedException>(() => { command.ExecuteNonQuery(); });
            Assert.Equal(("few-rows", true), (refusal.Rule, refusal.IsRolledBack));

            if (transaction is not null && !HasSavepoints)
            {
                Assert.Equal(Outcome.RolledBack, Assert.Single(_recorded.TakeTransactions()).Outcome);
                return;
            }

            command.CommandText = "UPDATE items SET name = 'kept' WHERE id = 1";
            Assert.Equal(1, await command.ExecuteNonQueryAsync(Token));
            if (transaction is not null)
                await transaction.CommitAsync(Token);
        }

        Assert.Equal(["kept", "two", "three"], await connection.QueryAsync<string>("SELECT name FROM items ORDER BY id"));
    }
}
