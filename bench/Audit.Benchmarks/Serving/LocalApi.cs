using System.Security.Cryptography;
using Audit.AspNetCore.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Audit.Benchmarks.Serving;

/// <summary>The API on a loopback port, for one administrator.</summary>
internal static class LocalApi
{
    /// <summary>A host without logs that knows the administrator by a token.</summary>
    public static WebApplicationBuilder CreateBuilder(string token)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Audit:Access:Tokens:0:Name"] = "ines",
            ["Audit:Access:Tokens:0:Sha256"] = Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token))),
            ["Audit:Access:Tokens:0:Roles:0"] = AuditRoles.Admin,
        });
        return builder;
    }

    /// <summary>Starts the host with the API behind its access.</summary>
    public static async Task<WebApplication> StartAsync(WebApplicationBuilder builder, CancellationToken cancellationToken)
    {
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapAuditGraphQL().RequireAuthorization(AuditPolicies.Viewer);
        await app.StartAsync(cancellationToken);
        return app;
    }

    /// <summary>Where a started host is.</summary>
    public static Uri AddressOf(WebApplication app) => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
}
