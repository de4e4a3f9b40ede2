using System.Security.Cryptography;
using Audit.AspNetCore.Access;
using Audit.Context;
using Audit.Events;
using Audit.Guarding.Approvals;
using Audit.Statements;
using Audit.Storage.ClickHouse.Connection;
using Audit.Testing.EmbeddedEngine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Audit.Cli.Tests.Support;

/// <summary>A host on a loopback port that keeps its log in the engine of the test process. The token of each role is the role's name.</summary>
internal sealed class AuditHost : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly DirectoryInfo _spool;

    private AuditHost(WebApplication application, string database, DirectoryInfo spool)
    {
        _application = application;
        _spool = spool;
        Database = database;
    }

    public string Database { get; }

    public string Address => _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>What audits a database into the log of the host.</summary>
    public IServiceProvider Services => _application.Services;

    public IApprovals Approvals => _application.Services.GetRequiredService<IApprovals>();

    /// <summary>Records that statements ran, and waits until they are stored.</summary>
    public async Task RecordAsync(string environment, CommandSource source, params string[] statements)
    {
        var services = _application.Services;
        foreach (var statement in statements)
        {
            var known = services.GetRequiredService<IStatementClassifier>().Classify(statement, SqlDialect.PostgreSql);
            await services.GetRequiredService<IAuditLog>().RecordAsync(new AuditEvent(TimeProvider.System.GetUtcNow())
            {
                Category = EventCategory.Database,
                Action = known.Action,
                Risk = known.Risk,
                Destructive = known.Risk >= Risk.Medium,
                Source = source,
                Origin = new AuditOrigin("shop", environment, "test"),
                Context = new AuditContext { Actor = new AuditActor(ActorType.User, "alice") },
                Database = new DatabaseTarget("postgresql", "db:5432", "shop"),
                Statement = known,
            });
        }

        await services.GetRequiredService<IAuditLog>().FlushAsync(TestContext.Current.CancellationToken);
    }

    public static async Task<AuditHost> StartAsync(EmbeddedEngineFixture engine)
    {
        var database = await engine.CreateDatabaseAsync("cli");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(AuditRoles.All.SelectMany(static (role, i) => new Dictionary<string, string?>
        {
            [$"Audit:Access:Tokens:{i}:Name"] = role.ToLowerInvariant(),
            [$"Audit:Access:Tokens:{i}:Sha256"] = Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(role))),
            [$"Audit:Access:Tokens:{i}:Roles:0"] = role,
        }));
        builder.Configuration["Audit:Storage:Database"] = database;
        var spool = Directory.CreateTempSubdirectory("audit-cli-");
        builder.Configuration["Audit:Spool:Directory"] = Path.Combine(spool.FullName, "spool");
        builder.Services.AddSingleton<IClickHouseTransport>(new EngineTransport(engine));
        builder.AddAudit().AddEfCore().AddAccess().AddGraphQL().AddApprovals().AddClickHouse();
        builder.Services.AddHealthChecks().AddAudit();
        var application = builder.Build();
        application.UseAuthentication();
        application.UseAuthorization();
        application.MapHealthChecks("/health/ready");
        application.MapAuditGraphQL().RequireAuthorization(AuditPolicies.Viewer);
        await application.Services.GetRequiredService<Storage.IAuditStore>().InitializeAsync(TestContext.Current.CancellationToken);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new AuditHost(application, database, spool);
    }

    /// <summary>Runs the command with the token of a role.</summary>
    public Task<CommandRun> RunAsync(string role, params string[] arguments) =>
        CommandRun.InAsync(new() { ["AUDIT_HOST"] = Address, ["AUDIT_TOKEN"] = role }, arguments);

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _spool.Delete(recursive: true);
    }
}
