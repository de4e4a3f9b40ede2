using System.Transactions;
using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Testing.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Audit.EfCore.Tests.EntityChanges;

public sealed class SqliteEntityChangeTests : EntityChangeTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Sqlite();
}

public sealed class PostgresEntityChangeTests(PostgresFixture postgres) : EntityChangeTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Postgres(postgres);
}

public sealed class SqliteEntityOutcomeTests : EntityOutcomeTests
{
    private protected override string UniqueViolation => "1555";

    private protected override TestDatabase CreateDatabase() => TestDatabase.Sqlite();
}

public sealed class PostgresEntityOutcomeTests(PostgresFixture postgres) : EntityOutcomeTests
{
    private protected override string UniqueViolation => "23505";

    private protected override TestDatabase CreateDatabase() => TestDatabase.Postgres(postgres);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_ambient_transaction_decides_the_outcome(bool isCompleted)
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        using (var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await using var context = library.CreateContext();
            context.Add(new Writer { Name = "w" });
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
            await context.Writers.ExecuteUpdateAsync(set => set.SetProperty(writer => writer.Name, "z"), TestContext.Current.CancellationToken);
            Assert.Empty(library.Changes);
            if (isCompleted)
                scope.Complete();
        }

        Assert.Equal(2, library.Changes.Count);
        var id = library.Changes[0].TransactionId;
        Assert.NotEqual(Guid.Empty, id);
        Assert.All(library.Changes, recorded => Assert.Equal((isCompleted ? Outcome.Succeeded : Outcome.RolledBack, id), (recorded.Outcome, recorded.TransactionId)));
    }

    [Fact]
    public async Task A_connection_that_is_lost_rolls_back()
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        await using var context = library.CreateContext();
        await using var transaction = await context.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        context.Add(new Writer());
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);

        await TerminateAsync(library, context);
        await Assert.ThrowsAnyAsync<Exception>(() => transaction.CommitAsync(TestContext.Current.CancellationToken));
        await context.DisposeAsync();

        Assert.NotEqual(Outcome.Succeeded, Assert.Single(library.Changes).Outcome);
        Assert.Equal(0, library.Waiting);
    }

    private static async Task TerminateAsync(AuditedLibrary library, LibraryContext context)
    {
        var pid = ((NpgsqlConnection)context.Database.GetDbConnection()).ProcessID;
        await using var other = new NpgsqlConnection(library.Database.ConnectionString);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SELECT pg_terminate_backend($1, 10000)", other) { Parameters = { new NpgsqlParameter { Value = pid } } };
        await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
