using System.Collections.Immutable;
using System.Data;
using Audit.AdoNet.Recording;
using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Redaction;
using Audit.Statements;
using Audit.Testing.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Compliance.Classification;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Audit.EfCore.Tests.Commands;

/// <summary>What capturing must never do.</summary>
public sealed class CaptureSafetyTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_classifier_that_fails_disturbs_no_command_and_is_counted()
    {
        await using var shop = Shop.Open(TestDatabase.Sqlite(), services =>
        {
            services.AddSingleton<IStatementClassifier, BrokenClassifier>();
            services.AddDbContextFactory<ShopContext>(static (provider, options) => provider.GetRequiredService<TestDatabase>().Use(options));
            services.AddSingleton(TestDatabase.Sqlite());
        });
        await using var context = shop.CreateContext();

        await context.Database.EnsureCreatedAsync(Token);
        context.Add(new Item { Name = "fig" });

        Assert.Equal(1, await context.SaveChangesAsync(Token));
        Assert.Equal(1, await context.Items.CountAsync(Token));
        // That the database was created needs no statement to be told.
        Assert.All(shop.Log.Events, static recorded => Assert.Equal("database.create", recorded.Action));
        Assert.InRange(shop.Services.GetRequiredService<CaptureFailures>().Count, 2, 100);
        shop.Services.GetRequiredService<TestDatabase>().Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_redactor_that_fails_costs_the_message_and_nothing_else(int rows)
    {
        var database = TestDatabase.Postgres(postgres);
        await using var shop = Shop.Open(database, services =>
        {
            services.AddSingleton<IAuditRedactor, BrokenRedactor>();
            services.AddDbContextFactory<ShopContext>(database.Use);
        });
        await using var context = shop.CreateContext();
        for (var row = 0; row < rows; row++)
            context.Add(new Item { Name = row == rows / 2 ? "apple" : $"new-{row}" });

        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(Token));

        var failed = Assert.Single(shop.Log.Events, recorded => recorded.Outcome == Outcome.Failed);
        Assert.Equal(("23505", Redacted.Marker), (failed.ErrorCode, failed.ErrorMessage));
    }

    [Fact]
    public async Task Passwords_of_connection_strings_are_recorded_nowhere()
    {
        const string password = "s3cret-of-the-shop";
        var connectionString = new NpgsqlConnectionStringBuilder(postgres.CreateConnectionString()) { Password = password }.ConnectionString;
        await using var shop = Shop.Open(new TestDatabase(connectionString, true, "postgresql", postgres.Server, ""));
        await using var context = shop.CreateContext();

        _ = await context.Items.CountAsync(Token);
        await Assert.ThrowsAsync<PostgresException>(() => context.Database.ExecuteSqlRawAsync("SELEC 1", Token));

        Assert.Equal(2, shop.Log.Events.Count);
        Assert.All(shop.Log.Events, recorded => Assert.DoesNotContain(
            password,
            string.Join('|', recorded.Database, recorded.ErrorMessage, recorded.Statement!.RedactedText, string.Join(',', recorded.Parameters)),
            StringComparison.Ordinal));
    }

    private sealed class BrokenClassifier : IStatementClassifier
    {
        public StatementInfo Classify(string commandText, SqlDialect dialect, SqlDialectOptions options, CommandType commandType) =>
            throw new InvalidOperationException("broken classifier");
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
