using System.Security.Cryptography;
using Audit.AspNetCore.Access;
using Audit.GraphQL.Tests.Engine;
using Audit.GraphQL.Tests.Hosting;
using Audit.Storage.ClickHouse.Connection;
using Audit.Testing.EmbeddedEngine;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Tests.Access;

/// <summary>The API over the real engine, and a token of every kind.</summary>
internal static class AccessHost
{
    /// <summary>How many events there are.</summary>
    public const int Count = 600;

    /// <summary>Bound to the tenant <c>acme</c>.</summary>
    public const string Acme = "acme-token";

    /// <summary>Sees no personal data.</summary>
    public const string Plain = "plain-token";

    public static async Task<GraphHost> StartAsync(EmbeddedEngineFixture engine, Dictionary<string, string?>? settings = null)
    {
        var all = new Dictionary<string, string?>(settings ?? [])
        {
            ["Audit:Storage:Database"] = await EngineLog.CreateAsync(engine, Count),
        };
        AddToken(all, 1, "amy", Acme, AuditRoles.Analyst, "acme");
        AddToken(all, 2, "paul", Plain, AuditRoles.Viewer, null);
        return await GraphHost.StartAsync(null, all, audit =>
        {
            audit.Services.AddSingleton<IClickHouseTransport>(new EngineTransport(engine));
            audit.AddClickHouse();
        });
    }

    public static void AddToken(Dictionary<string, string?> settings, int index, string name, string token, string role, string? tenant)
    {
        settings[$"Audit:Access:Tokens:{index}:Name"] = name;
        settings[$"Audit:Access:Tokens:{index}:Sha256"] = Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token)));
        settings[$"Audit:Access:Tokens:{index}:Roles:0"] = role;
        settings[$"Audit:Access:Tokens:{index}:Tenant"] = tenant;
    }
}
