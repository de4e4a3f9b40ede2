using System.Text.RegularExpressions;
using Audit.Context;
using Audit.Events;
using Audit.Schema;
using Audit.Storage.ClickHouse.Embedded.Endpoint;
using Audit.Storage.ClickHouse.Schema;
using Audit.Storage.ClickHouse.Tests.Support;
using Audit.Testing;
using Audit.Testing.EmbeddedEngine;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Audit.Storage.ClickHouse.Tests.Schema;

/// <summary>What the documentation for analysts says is so.</summary>
public sealed partial class DocumentationTests(EmbeddedEngineFixture engine)
{
    private static readonly string Text = Read("clickhouse.md");
    private static readonly string Recipes = Read("sql.md");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Columns_are_documented_as_the_schema_says()
    {
        var documented = Column().Matches(Text).Select(match => (match.Groups[1].Value, match.Groups[2].Value, Plain(match.Groups[3].Value)));
        var expected = AuditSchema.Columns.Concat(AuditSchema.SealingColumns)
            .Select(column => (column.Name, ColumnTypes.Of(column), column.Description))
            .Append(("ingested_at", "DateTime64(3, 'UTC')", "When the row was stored, UTC"));
        Assert.Equal(expected, documented);
    }

    [Fact]
    public void Columns_of_the_rollups_are_documented()
    {
        foreach (var table in AuditTables.All.Where(static table => table.Name.StartsWith("audit_rollup_", StringComparison.Ordinal)))
        {
            var line = Text.Split('\n').Single(candidate => candidate.StartsWith($"| `{table.Name}` | `", StringComparison.Ordinal)).Replace("the same", "", StringComparison.Ordinal);
            var documented = Name().Matches(line).Skip(1).Select(match => match.Groups[1].Value);
            var expected = table.Columns.Select(column => column.Name);
            Assert.Equal(table.Name == AuditTables.Hourly ? expected : expected.SkipLast(9), documented);
        }
    }

    [Theory]
    [InlineData("Approvals", AuditTables.Approvals)]
    [InlineData("Exports", AuditTables.Exports)]
    public void Columns_of_what_lies_beside_the_log_are_documented(string heading, string table)
    {
        var section = Text[Text.IndexOf($"## {heading}", StringComparison.Ordinal)..];
        var documented = Name().Matches(section[..section.IndexOf("\n## ", StringComparison.Ordinal)]).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Subset(documented, AuditTables.All.Single(one => one.Name == table).Columns.Select(static column => column.Name).ToHashSet());
    }

    [Fact]
    public async Task Queries_run_as_an_analyst_and_find_what_they_promise()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        var now = AuditEvent.UnixMicroseconds(TimeProvider.System.GetUtcNow());
        AuditEvent[] events =
        [
            SampleEvents.Full(1, now), SampleEvents.Update(2, now), SampleEvents.Bare(3, now),
            new AuditEvent(now, AuditContext.Background) { Category = EventCategory.Database, Action = "db.update", Outcome = Outcome.Failed, ErrorCode = "1", Statement = SampleEvents.Full().Statement },
            new AuditEvent(now, AuditContext.Background) { Category = EventCategory.Database, Action = "db.update", Statement = new() { RedactedText = "Update  PRODUCTS set x = 1" } },
            new AuditEvent(now, AuditContext.Background with { Actor = new AuditActor(ActorType.User, "alice", "Alice") })
            {
                Category = EventCategory.Entity,
                Action = "entity.modified",
                Entity = new EntityChange("Product", "7", "modified", [new PropertyChange("Price", "1", "2")]),
            },
            new AuditEvent(now, AuditContext.Background) { Category = EventCategory.Command, Action = "command.run", Command = new CommandRun("db:reset", []) },
        ];
        await application.Store.WriteAsync(ContractBatch.Of("docs", events), Token);
        await using var endpoint = await StartEndpointAsync(application.Database.Name);
        using var analyst = CreateClient(endpoint, application.Database.Name);

        var queries = Query().Matches(Text).Concat(Query().Matches(Recipes)).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(17, queries.Count);
        foreach (var query in queries)
        {
            using var reader = await analyst.ExecuteReaderAsync(Database().Replace(query, $"{application.Database.Name}."), null, null, Token);
            var finds = await reader.ReadAsync(Token);

            // Those that look for damage must find none.
            Assert.True(finds != (query.Contains("leaf_check", StringComparison.Ordinal) || query.Contains("missing", StringComparison.Ordinal)), query);
        }
    }

    [Fact]
    public async Task Scripts_for_a_server_are_statements_of_the_engine()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        var statements = Script().Matches(Recipes).SelectMany(match => match.Groups[1].Value.Split(";\n", StringSplitOptions.RemoveEmptyEntries)).ToList();

        Assert.InRange(statements.Count, 20, 40);
        foreach (var statement in statements)
            Assert.NotEmpty(await application.ScalarAsync<string>($"SELECT formatQuery('{statement.Replace("'", "\\'", StringComparison.Ordinal)}')"));
        var granted = string.Join('\n', statements);
        Assert.All(AuditTables.AnalystViews, view => Assert.Contains($"audit.{view} ", granted, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Damage_and_deletion_are_found()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        var now = AuditEvent.UnixMicroseconds(TimeProvider.System.GetUtcNow());
        await application.Store.WriteAsync(ContractBatch.Of("found", [.. Enumerable.Range(1, 5).Select(number => SampleEvents.Full(number, now))]), Token);
        await application.Client.ExecuteNonQueryAsync("ALTER TABLE audit_logs UPDATE rows_affected = 0 WHERE seq = 4 SETTINGS mutations_sync = 1", null, null, Token);
        await application.Client.ExecuteNonQueryAsync("ALTER TABLE audit_logs DELETE WHERE seq = 2 SETTINGS mutations_sync = 1", null, null, Token);

        var queries = Query().Matches(Text).Select(match => Database().Replace(match.Groups[1].Value, $"{application.Database.Name}.")).ToList();
        using var damaged = await application.Client.ExecuteReaderAsync(queries.Single(query => query.Contains("leaf_check", StringComparison.Ordinal)), null, null, Token);
        Assert.True(await damaged.ReadAsync(Token));
        Assert.Equal(4UL, damaged.GetFieldValue<ulong>(1));
        Assert.False(await damaged.ReadAsync(Token));
        using var missing = await application.Client.ExecuteReaderAsync(queries.Single(query => query.Contains("missing", StringComparison.Ordinal)), null, null, Token);
        Assert.True(await missing.ReadAsync(Token));
        Assert.Equal("found", missing.GetString(0));
    }

    private async Task<WebApplication> StartEndpointAsync(string database)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IClickHouseEndpointAuthenticator, Analyst>();
        builder.Services.AddAudit().AddEmbeddedClickHouse(options => options.Path = engine.EnginePath, options => options.Databases = [database]);
        builder.Configuration["Audit:Enabled"] = "false";
        var application = builder.Build();
        application.MapClickHouse("/clickhouse");
        await application.StartAsync();
        return application;
    }

    private static ClickHouseClient CreateClient(WebApplication application, string database)
    {
        var address = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return new ClickHouseClient(new ClickHouseClientSettings
        {
            Host = address.Host,
            Port = (ushort)address.Port,
            Protocol = "http",
            Path = "/clickhouse",
            Username = "analyst",
            Password = "x",
            Database = database,
        });
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", name));

    private static string Plain(string markdown) => markdown.Replace("`", "", StringComparison.Ordinal).Replace("\\|", "|", StringComparison.Ordinal);

    [GeneratedRegex(@"^\| `(\w+)` \| `([^`]+)` \| (.+) \|$", RegexOptions.Multiline)]
    private static partial Regex Column();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"```sql\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Query();

    [GeneratedRegex(@"```clickhouse\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex(@"\baudit\.")]
    private static partial Regex Database();

    private sealed class Analyst : IClickHouseEndpointAuthenticator
    {
        public ValueTask<ClickHousePrincipal?> AuthenticateAsync(string user, string password, CancellationToken cancellationToken) =>
            ValueTask.FromResult<ClickHousePrincipal?>(new ClickHousePrincipal(user, ["Analyst"]));
    }
}
