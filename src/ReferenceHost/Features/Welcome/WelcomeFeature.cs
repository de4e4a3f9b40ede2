using Audit.ApiKeys.Authentication;
using Audit.AspNetCore.Access;
using Microsoft.Extensions.Options;
using ReferenceHost.Features.Access;
using ReferenceHost.Features.ApiKeys;
using ReferenceHost.Features.Auditing;
using ReferenceHost.Features.Health;
using ReferenceHost.Features.Telemetry;

namespace ReferenceHost.Features.Welcome;

/// <summary>Tells whoever starts the host where everything is and how to get in.</summary>
internal static class WelcomeFeature
{
    private const string SignInPath = "/login";
    private const string SignOutPath = "/logout";
    private const string ProductsPath = "/shop/products";

    public static void AddWelcome(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DevelopmentToken>();
        builder.Services.AddSingleton<IPostConfigureOptions<AuditAccessOptions>>(static services => services.GetRequiredService<DevelopmentToken>());
    }

    public static void MapWelcome(this WebApplication app)
    {
        app.MapAuditSignIn(SignInPath, AuditingFeature.DashboardPath);
        app.MapOidcSignIn();
        app.MapAuditSignOut(SignOutPath);
        app.MapGet("/", () => TypedResults.Text(Places(app)));
    }

    /// <summary>To the console only: what is shown here opens the audit log, and logs are kept. In one piece, so that no log line gets between.</summary>
    public static void Welcome(this WebApplication app, TextWriter console)
    {
        var access = app.Services.GetRequiredService<IOptions<AuditAccessOptions>>().Value;
        var lines = new List<string>
        {
            "",
            Places(app),
            $"Sign in with a browser, once, within {access.SignInLinkLifetime.TotalMinutes:0} minutes:",
            $"  {app.BaseAddress()}{SignInPath}?t={app.Services.GetRequiredService<SignInLinks>().Create()}",
            "",
        };
        if (app.Services.GetRequiredService<DevelopmentToken>().Value is { } token)
            lines.Add(FirstSteps(app, token));
        else if (access.Tokens.Count == 0)
            lines.Add("No token is configured, so no tool gets in: see Audit:Access:Tokens in docs/reference-host.md.");
        lines.Add("Stop with Ctrl+C.");
        lines.Add("");
        console.WriteLine(string.Join(Environment.NewLine, lines));
    }

    private static string Places(WebApplication app)
    {
        var address = app.BaseAddress();
        var places = new List<string> { "The reference host of Audit: a shop, and the audit log of its database.", "", $"  Shop      {address}{ProductsPath}" };
        places.Add($"  Dashboard {address}{AuditingFeature.DashboardPath}");
        places.Add($"  GraphQL   {address}{AuditingFeature.GraphQLPath}   {address}{AuditingFeature.GraphQLPath}/ui");
        places.Add(app.SqlAddress() is { } sql ? $"  SQL       {sql}" : "  SQL       at your ClickHouse server");
        places.Add($"  Health    {address}{HealthFeature.LivePath}   {address}{HealthFeature.ReadyPath}");
        places.Add($"  Metrics   {address}{TelemetryFeature.MetricsPath}");
        places.Add("");
        return string.Join(Environment.NewLine, places);
    }

    private static string FirstSteps(WebApplication app, string token)
    {
        var address = app.BaseAddress();
        var steps = new List<string>
        {
            "A token for tools, good until the host stops:",
            $"  {token}",
            "",
            "First steps:",
            $"  curl '{address}{ProductsPath}?search=tea'",
            $"  curl -X POST -H '{ApiKeyDefaults.HeaderName}: {ApiKeyFeature.BobsDemoKey}' {address}/shop/maintenance/incidents/drop-table",
        };
        steps.Add($$"""  curl -H 'Authorization: Bearer {{token}}' -H 'Content-Type: application/json' -d '{"query":"{ auditEvents(first: 5) { nodes { occurredAt action actor { id } } } }"}' {{address}}{{AuditingFeature.GraphQLPath}}""");
        if (app.SqlAddress() is { } sql)
            steps.Add($"""  curl -u {DevelopmentToken.Name}:{token} {sql} --data-binary 'SELECT occurred_at, actor_id, action, tables_read FROM audit_logs ORDER BY occurred_at DESC LIMIT 5 FORMAT PrettyCompact'""");
        steps.Add("");
        return string.Join(Environment.NewLine, steps);
    }
}
