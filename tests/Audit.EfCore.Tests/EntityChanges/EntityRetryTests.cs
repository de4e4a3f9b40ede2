using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Testing.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.EfCore.Tests.EntityChanges;

/// <summary>An execution strategy runs a save, or the application's code, again: what failed is told apart from what was done.</summary>
public sealed class EntityRetryTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("second")]
    [InlineData("first", "second")]
    public async Task Each_attempt_of_a_save_is_recorded(params string[] names)
    {
        await using var library = Open();
        await using var context = library.CreateContext();
        await context.Database.ExecuteSqlRawAsync(FailingOnce.Into("Writers"), Token);
        context.AddRange(names.Select(name => new Writer { Name = name }));

        Assert.Equal(names.Length, await context.SaveChangesAsync(Token));

        Assert.Equal(
            names.Select(_ => (Outcome.Failed, "1")).Concat(names.Select(_ => (Outcome.Succeeded, "2"))),
            library.Changes.Select(recorded => (recorded.Outcome, recorded.Attribute("ef.attempt")!)));
        Assert.Equal([(Outcome.Failed, 0L), (Outcome.Succeeded, names.Length)], library.Summaries.Select(recorded => (recorded.Outcome, recorded.RowsAffected)));
        Assert.All(library.Changes.Where(recorded => recorded.Outcome == Outcome.Failed), recorded => Assert.Equal("", recorded.Entity!.Key));
        Assert.All(library.Changes.Where(recorded => recorded.Outcome == Outcome.Succeeded), recorded => Assert.NotEqual("", recorded.Entity!.Key));
    }

    [Fact]
    public async Task Each_attempt_of_the_applications_own_transaction_is_recorded()
    {
        await using var library = Open();
        await using var context = library.CreateContext();
        await context.Database.ExecuteSqlRawAsync(FailingOnce.Into("Writers"), Token);

        await context.Database.CreateExecutionStrategy().ExecuteAsync(async token =>
        {
            context.ChangeTracker.Clear();
            await using var transaction = await context.Database.BeginTransactionAsync(token);
            context.Add(new Writer { Name = "first" });
            await context.SaveChangesAsync(token);
            context.Add(new Writer { Name = "second" });
            await context.SaveChangesAsync(token);
            await transaction.CommitAsync(token);
        }, Token);

        Assert.Equal(
            [("second", Outcome.Failed, "1"), ("first", Outcome.RolledBack, "1"), ("first", Outcome.Succeeded, "2"), ("second", Outcome.Succeeded, "2")],
            library.Changes.Select(recorded => (recorded.Entity!.Changes[0].After, recorded.Outcome, recorded.Attribute("ef.attempt"))));
        Assert.Equal(2, library.Changes.Select(recorded => recorded.TransactionId).Distinct().Count());
    }

    private AuditedLibrary Open()
    {
        var database = TestDatabase.Postgres(postgres);
        return AuditedLibrary.Open(database, use: options => options.UseNpgsql(
            database.ConnectionString, npgsql => npgsql.EnableRetryOnFailure(2, TimeSpan.FromMilliseconds(1), null)));
    }
}
