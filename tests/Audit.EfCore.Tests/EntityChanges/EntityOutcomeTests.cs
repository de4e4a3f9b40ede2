using Audit.EfCore.Tests.Support;
using Audit.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace Audit.EfCore.Tests.EntityChanges;

/// <summary>Changes are published with the outcome of their transaction, on every database.</summary>
public abstract class EntityOutcomeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Changes_wait_for_the_commit_and_carry_the_transaction(bool isAsync)
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        await using var context = library.CreateContext();
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        context.Add(new Writer());
        await context.SaveChangesAsync(Token);
        await context.Writers.ExecuteUpdateAsync(set => set.SetProperty(writer => writer.Name, "z"), Token);

        Assert.Empty(library.Changes);
        if (isAsync)
            await transaction.CommitAsync(Token);
        else
            transaction.Commit();

        Assert.Equal(["added Writer 1: Name - →", "modified Writer"], library.Changes.Select(Told.Of));
        Assert.All(library.Log.Events, recorded => Assert.Equal((Outcome.Succeeded, transaction.TransactionId), (recorded.Outcome, recorded.TransactionId)));
        Assert.Equal(0, library.Waiting);
    }

    [Theory]
    [InlineData("rollback")]
    [InlineData("rollback_async")]
    [InlineData("dispose")]
    [InlineData("context")]
    public async Task What_was_not_committed_is_recorded_as_rolled_back(string end)
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        var context = library.CreateContext();
        var transaction = await context.Database.BeginTransactionAsync(Token);
        context.Add(new Writer());
        await context.SaveChangesAsync(Token);

        switch (end)
        {
            case "rollback":
                transaction.Rollback();
                break;
            case "rollback_async":
                await transaction.RollbackAsync(Token);
                break;
            case "dispose":
                await transaction.DisposeAsync();
                break;
        }

        await context.DisposeAsync();

        Assert.Equal(Outcome.RolledBack, Assert.Single(library.Changes).Outcome);
        Assert.Equal(Outcome.RolledBack, Assert.Single(library.Summaries).Outcome);
        Assert.Equal(0, library.Waiting);
    }

    [Fact]
    public async Task A_disposed_transaction_of_an_open_connection_is_noticed()
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        await using var context = library.CreateContext();
        await context.Database.OpenConnectionAsync(Token);
        using (context.Database.BeginTransaction())
        {
            context.Add(new Writer());
            context.SaveChanges();
        }

        Assert.Equal(Outcome.RolledBack, Assert.Single(library.Changes).Outcome);
    }

    [Fact]
    public async Task Only_what_came_after_a_savepoint_is_rolled_back_to_it()
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        await using var context = library.CreateContext();
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        await AddAsync(context, "kept");
        await transaction.CreateSavepointAsync("here", Token);
        await AddAsync(context, "undone");
        await transaction.RollbackToSavepointAsync("here", Token);
        context.ChangeTracker.Clear();
        await AddAsync(context, "kept too");
        await transaction.CommitAsync(Token);

        Assert.Equal(
            [("kept", Outcome.Succeeded), ("kept too", Outcome.Succeeded), ("undone", Outcome.RolledBack)],
            library.Changes.Select(recorded => (recorded.Entity!.Changes[0].After!, recorded.Outcome)).Order());
    }

    [Fact]
    public async Task Going_back_to_the_first_of_two_savepoints_undoes_what_came_after_either()
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        await using var context = library.CreateContext();
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        await AddAsync(context, "a kept");
        await transaction.CreateSavepointAsync("first", Token);
        await AddAsync(context, "b undone");
        await transaction.CreateSavepointAsync("second", Token);
        await AddAsync(context, "c undone");
        await transaction.RollbackToSavepointAsync("first", Token);
        await transaction.CommitAsync(Token);

        var outcomes = library.Changes.OrderBy(recorded => recorded.Entity!.Changes[0].After, StringComparer.Ordinal);
        Assert.Equal([Outcome.Succeeded, Outcome.RolledBack, Outcome.RolledBack], outcomes.Select(recorded => recorded.Outcome));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transaction_that_contexts_share_has_one_outcome(bool isCommitted)
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        await using var first = library.CreateContext();
        await using var transaction = await first.Database.BeginTransactionAsync(Token);
        var options = new DbContextOptionsBuilder<LibraryContext>();
        library.Database.Use(options);
        options.UseAudit(library.Services);
        await using var second = new LibraryContext(options.Options);
        second.Database.SetDbConnection(first.Database.GetDbConnection());
        await second.Database.UseTransactionAsync(transaction.GetDbTransaction(), Token);
        await AddAsync(first, "a");
        await AddAsync(second, "b");
        Assert.Empty(library.Changes);

        if (isCommitted)
            await transaction.CommitAsync(Token);
        else
            await transaction.RollbackAsync(Token);

        Assert.Equal(["a", "b"], library.Changes.Select(recorded => recorded.Entity!.Changes[0].After));
        Assert.All(library.Changes, recorded => Assert.Equal(isCommitted ? Outcome.Succeeded : Outcome.RolledBack, recorded.Outcome));
    }

    [Fact]
    public async Task The_outcome_of_a_transaction_that_ends_out_of_sight_is_not_known()
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        await using var context = library.CreateContext();
        await context.Database.OpenConnectionAsync(Token);
        var transaction = await context.Database.GetDbConnection().BeginTransactionAsync(Token);
        await context.Database.UseTransactionAsync(transaction, Token);
        await AddAsync(context, "a");
        await transaction.CommitAsync(Token);
        await context.Database.UseTransactionAsync(null, Token);
        Assert.Empty(library.Changes);

        await context.DisposeAsync();

        Assert.Equal((Outcome.Unknown, "not_told"), (Assert.Single(library.Changes).Outcome, library.Changes[0].Attribute("entity.unknown")));
    }

    [Fact]
    public async Task A_failed_save_is_recorded_with_its_error_and_without_a_key_that_never_was()
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        library.Add(new Shelf { Room = 1, Number = "a" });
        await using var context = library.CreateContext();
        context.Add(new Shelf { Room = 1, Number = "a" });
        context.Add(new Writer { Name = "w" });

        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(Token));

        Assert.Equal(["added Shelf 1,a: Note - →", "added Writer : Name - → w"], library.Changes.Select(Told.Of).Order(StringComparer.Ordinal));
        Assert.All(library.Changes, recorded => Assert.Equal((Outcome.Failed, UniqueViolation), (recorded.Outcome, recorded.ErrorCode)));
        Assert.Equal((Outcome.Failed, UniqueViolation, 0L), (library.Summaries[0].Outcome, library.Summaries[0].ErrorCode, library.Summaries[0].RowsAffected));
    }

    [Fact]
    public async Task A_save_that_failed_within_a_transaction_stays_failed_when_that_is_committed()
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        library.Add(new Shelf { Room = 1, Number = "a" });
        await using var context = library.CreateContext();
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        await AddAsync(context, "kept");
        context.Add(new Shelf { Room = 1, Number = "a" });
        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(Token));
        await transaction.CommitAsync(Token);

        Assert.Equal([("Shelf", Outcome.Failed), ("Writer", Outcome.Succeeded)], library.Changes.Select(recorded => (recorded.Entity!.Type, recorded.Outcome)));
    }

    [Fact]
    public async Task A_cancelled_save_is_recorded_as_cancelled()
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        await using var context = library.CreateContext();
        context.Add(new Writer { Name = "w" });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => context.SaveChangesAsync(new CancellationToken(canceled: true)));

        Assert.Equal((Outcome.Cancelled, "w"), (Assert.Single(library.Changes).Outcome, library.Changes[0].Entity!.Changes[0].After));
        Assert.Equal(Outcome.Cancelled, Assert.Single(library.Summaries).Outcome);
    }

    [Fact]
    public async Task A_conflict_is_recorded_as_failed()
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        library.Add(new Writer { Name = "a" });
        await using var context = library.CreateContext();
        var writer = await context.Writers.SingleAsync(Token);
        await context.Writers.ExecuteDeleteAsync(Token);
        library.Log.Clear();
        writer.Name = "b";

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => context.SaveChangesAsync(Token));

        Assert.Equal((Outcome.Failed, "DbUpdateConcurrencyException"), (Assert.Single(library.Changes).Outcome, library.Changes[0].ErrorCode));
    }

    [Fact]
    public async Task A_conflict_that_the_application_suppresses_is_recorded_all_the_same()
    {
        await using var library = AuditedLibrary.Open(CreateDatabase(), use: options => options.AddInterceptors(new IgnoringConflicts()));
        library.Add(new Writer { Name = "a" });
        await using var context = library.CreateContext();
        var writer = await context.Writers.SingleAsync(Token);
        await context.Writers.ExecuteDeleteAsync(Token);
        library.Log.Clear();
        writer.Name = "lost";
        context.Add(new Shelf { Room = 1, Number = "a" });

        await context.SaveChangesAsync(Token);

        Assert.Equal(
            [("Shelf", Outcome.Succeeded, null), ("Writer", Outcome.Failed, "DbUpdateConcurrencyException")],
            library.Changes.Select(recorded => (recorded.Entity!.Type, recorded.Outcome, recorded.ErrorCode)).OrderBy(static told => told.Type));
        await using var after = library.CreateContext();
        Assert.Equal((0, 1), (await after.Writers.CountAsync(Token), await after.Shelves.CountAsync(Token)));
    }

    [Fact]
    public async Task What_does_not_fit_while_a_transaction_runs_is_counted()
    {
        await using var library = AuditedLibrary.Open(CreateDatabase(), options => (options.MaxHeldOfTransaction, options.MaxKeys) = (3, 2));
        await using var context = library.CreateContext();
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        for (var i = 0; i < 5; i++)
            await AddAsync(context, "w");
        await transaction.CommitAsync(Token);

        Assert.Equal(2, library.Changes.Count);
        var overflow = Assert.Single(library.Summaries, recorded => recorded.Action == "entity.overflow");
        Assert.Equal(("Writer 3", "Writer 3, Writer 4", "7"), (overflow.Attribute("entity.added"), overflow.Attribute("entity.keys"), overflow.Attribute("entity.events")));
        Assert.Equal(0, library.Waiting);
    }

    private protected abstract string UniqueViolation { get; }

    private protected abstract TestDatabase CreateDatabase();

    private sealed class IgnoringConflicts : SaveChangesInterceptor
    {
        public override ValueTask<InterceptionResult> ThrowingConcurrencyExceptionAsync(
            ConcurrencyExceptionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
            new(InterceptionResult.Suppress());
    }

    private static async Task AddAsync(LibraryContext context, string name)
    {
        context.Add(new Writer { Name = name });
        await context.SaveChangesAsync(Token);
    }
}
