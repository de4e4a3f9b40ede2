using System.Collections.Immutable;
using Audit.AdoNet.Recording;
using Audit.Context;
using Audit.EfCore.EntityChanges;
using Audit.EfCore.EntityChanges.Model;
using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Redaction;
using Audit.Testing.Memory;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Compliance.Classification;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Audit.EfCore.Tests.EntityChanges;

/// <summary>What recording changes must never do, and what it must.</summary>
public sealed class EntitySafetyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_threads_that_share_the_interceptors_lose_and_mix_nothing()
    {
        const int threads = 2;
        const int saves = 1000;
        await using var library = AuditedLibrary.Open(TestDatabase.SqlitePooled());

        await Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                using var scope = AuditContext.Push(AuditContext.Background with { SessionId = $"{thread}" });
                for (var i = 0; i < saves; i++)
                {
                    using var context = library.CreateContext();
                    using var transaction = i % 2 == 0 ? context.Database.BeginTransaction() : null;
                    context.Add(new Shelf { Room = thread, Number = $"{i}" });
                    context.SaveChanges();
                    if (i % 4 == 0)
                        transaction?.Rollback();
                    else
                        transaction?.Commit();
                }
            },
            Token,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        Assert.Equal(threads * saves, library.Changes.Select(recorded => recorded.Entity!.Key).Distinct().Count());
        Assert.Equal((threads * saves, threads * saves), (library.Changes.Count, library.Summaries.Count));
        Assert.All(library.Changes, recorded =>
        {
            var key = recorded.Entity!.Key.Split(',');
            Assert.Equal((key[0], int.Parse(key[1], null) % 4 == 0 ? Outcome.RolledBack : Outcome.Succeeded), (recorded.Context.SessionId, recorded.Outcome));
        });
        Assert.Equal(0, library.Waiting);
    }

    [Fact]
    public async Task A_redactor_that_fails_disturbs_no_save_and_is_counted()
    {
        var log = new CollectingAuditLog();
        using var database = TestDatabase.Sqlite();
        var services = new ServiceCollection();
        services.AddSingleton<IAuditLog>(log);
        services.AddSingleton<IAuditRedactor, BrokenRedactor>();
        services.AddAudit().AddEntityChanges();
        services.AddDbContextFactory<LibraryContext>(database.Use);
        await using var provider = services.BuildServiceProvider();
        await using var context = await provider.GetRequiredService<IDbContextFactory<LibraryContext>>().CreateDbContextAsync(Token);
        await context.Database.EnsureCreatedAsync(Token);
        context.Add(new Writer { Name = "w" });

        Assert.Equal(1, await context.SaveChangesAsync(Token));

        Assert.DoesNotContain(log.Events, recorded => recorded.Category == EventCategory.Entity);
        Assert.InRange(provider.GetRequiredService<CaptureFailures>().Count, 1, 10);
    }

    [Fact]
    public async Task A_log_that_fails_after_the_commit_is_not_noticed()
    {
        await using var library = AuditedLibrary.Open(TestDatabase.Sqlite());
        await using var context = library.CreateContext();
        library.Log.Throws = new InvalidOperationException("the log is broken");
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        context.Add(new Writer());

        Assert.Equal(1, await context.SaveChangesAsync(Token));
        await transaction.CommitAsync(Token);

        Assert.Equal(1, await context.Writers.CountAsync(Token));
    }

    [Fact]
    public async Task Changes_that_another_interceptor_makes_while_saving_are_recorded()
    {
        await using var library = AuditedLibrary.Open(TestDatabase.Sqlite(), use: options => options.AddInterceptors(new Renaming()));
        await using var context = library.CreateContext();
        context.Add(new Writer { Name = "before" });

        await context.SaveChangesAsync(Token);

        Assert.Equal("added Writer 1: Name - → renamed", Told.Of(Assert.Single(library.Changes)));
    }

    [Fact]
    public async Task Changes_are_recorded_when_they_are_not_detected_automatically()
    {
        await using var library = AuditedLibrary.Open(TestDatabase.Sqlite());
        await using var context = library.CreateContext();
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        var writer = new Writer { Name = "a" };
        context.Add(writer);
        await context.SaveChangesAsync(Token);
        writer.Name = "b";
        await context.SaveChangesAsync(Token);
        Assert.Single(library.Changes);
        context.ChangeTracker.DetectChanges();
        await context.SaveChangesAsync(acceptAllChangesOnSuccess: false, Token);

        Assert.Equal(["added Writer 1: Name - → a", "modified Writer 1: Name a → b"], library.Changes.Select(Told.Of));
    }

    [Fact]
    public async Task Nothing_is_recorded_where_it_is_suppressed_or_switched_off()
    {
        await using var library = AuditedLibrary.Open(TestDatabase.Sqlite());
        await using var context = library.CreateContext();
        using (AuditContext.Suppress())
        {
            context.Add(new Writer());
            await context.SaveChangesAsync(Token);
        }

        Assert.Empty(library.Log.Events);
        await using var silent = AuditedLibrary.Open(TestDatabase.Sqlite(), options => options.Enabled = false);
        await using var other = silent.CreateContext();
        other.Add(new Writer());
        await other.SaveChangesAsync(Token);

        Assert.All(silent.Log.Events, recorded => Assert.Equal(EventCategory.Database, recorded.Category));
    }

    [Fact]
    public async Task What_was_saved_is_published_although_nothing_is_recorded_where_its_transaction_ends()
    {
        await using var library = AuditedLibrary.Open(TestDatabase.Sqlite());
        await using var context = library.CreateContext();
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        context.Add(new Writer());
        await context.SaveChangesAsync(Token);
        using (AuditContext.Suppress())
            await transaction.CommitAsync(Token);

        Assert.Equal(Outcome.Succeeded, Assert.Single(library.Changes).Outcome);
    }

    [Fact]
    public async Task What_still_waits_when_the_application_ends_is_recorded_as_not_known()
    {
        await using var library = AuditedLibrary.Open(TestDatabase.Sqlite());
        await using var context = library.CreateContext();
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        context.Add(new Writer());
        await context.SaveChangesAsync(Token);

        await library.Services.GetServices<IHostedService>().OfType<EntityChangesService>().Single().StoppedAsync(Token);
        await transaction.CommitAsync(Token);

        Assert.Equal((Outcome.Unknown, "stopped"), (Assert.Single(library.Changes).Outcome, library.Changes[0].Attribute("entity.unknown")));
    }

    [Fact]
    public async Task Only_what_is_audited_is_recorded_when_that_is_the_mode()
    {
        await using var library = AuditedLibrary.Open(TestDatabase.Sqlite(), options => options.Mode = EntityChangeMode.OptIn);
        await using var context = library.CreateContext();
        context.AddRange(new Writer { Name = "w" }, new Visit { Reason = "r" }, new Member { Name = "m" });
        await context.SaveChangesAsync(Token);

        Assert.Equal(["added Visit 1: Reason - → r"], library.Changes.Select(Told.Of));
    }

    [Fact]
    public void The_model_says_which_entities_are_audited()
    {
        using var services = new ServiceCollection().AddAudit().AddEntityChanges().Services.BuildServiceProvider();
        var plans = services.GetRequiredService<EntityPlans>();
        using var context = new TemporalContext(new DbContextOptionsBuilder<TemporalContext>().UseSqlServer("Server=nowhere").Options);

        Assert.False(plans.Of(context.Model.FindEntityType(typeof(Writer))!).IsAudited);
        var shelf = plans.Of(context.Model.FindEntityType(typeof(Shelf))!);
        Assert.True(shelf.IsAudited);
        // The columns that tell when a row was valid are the database's.
        Assert.Equal(["Note"], shelf.Properties.Select(property => property.Name));
    }

    [Theory]
    [InlineData(nameof(EntityChangeOptions.MaxEntities), "-1")]
    [InlineData(nameof(EntityChangeOptions.MaxKeys), "1001")]
    [InlineData(nameof(EntityChangeOptions.MaxHeld), "0")]
    public void An_option_out_of_its_range_is_named(string name, string value)
    {
        var options = new EntityChangeOptions();
        typeof(EntityChangeOptions).GetProperty(name)!.SetValue(options, int.Parse(value, null));
        using var services = new ServiceCollection().AddAudit().AddEntityChanges().Services.BuildServiceProvider();

        var result = services.GetServices<IValidateOptions<EntityChangeOptions>>().Single().Validate(null, options);

        Assert.Contains($"Audit:EfCore:EntityChanges:{name} is {value}. Allowed:", result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_waiting_event_keeps_little_alive()
    {
        const int count = 3000;
        await using var library = AuditedLibrary.Open(TestDatabase.Sqlite(), options => options.MaxEntities = count);
        await using var context = library.CreateContext();
        await using var transaction = await context.Database.BeginTransactionAsync(Token);

        var kept = await KeptMemory.OfAsync(async () =>
        {
            for (var i = 0; i < count; i++)
                context.Add(new Writer { Name = "a name of some length" });
            await context.SaveChangesAsync(Token);
            context.ChangeTracker.Clear();
            library.Log.Clear();
        });

        Assert.Equal(KeptMemory.Measurements * (count + 1), library.Waiting);
        Assert.InRange(kept / count, 1, 1024);
    }

    private sealed class TemporalContext(DbContextOptions<TemporalContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Writer>().Ignore(writer => writer.Books).IsAudited(false);
            modelBuilder.Entity<Shelf>(shelf =>
            {
                shelf.HasKey(s => new { s.Room, s.Number });
                shelf.ToTable(table => table.IsTemporal());
            });
        }
    }

    private sealed class Renaming : SaveChangesInterceptor
    {
        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            foreach (var entry in eventData.Context!.ChangeTracker.Entries<Writer>())
                entry.Entity.Name = "renamed";
            return new ValueTask<InterceptionResult<int>>(result);
        }
    }

    private sealed class BrokenRedactor : IAuditRedactor
    {
        public RedactedText RedactValue(string name, string value) => throw Broken();

        public RedactedText RedactValue(string name, string value, DataClassification classification) => throw Broken();

        public RedactedText RedactAttribute(string name, string value) => throw Broken();

        public RedactedText RedactText(string text) => throw Broken();

        public RedactedText RedactMessage(string message) => throw Broken();

        public ImmutableArray<string> RedactArguments(ImmutableArray<string> arguments, out bool isTruncated) => throw Broken();

        private static InvalidOperationException Broken() => new("broken redactor");
    }
}
