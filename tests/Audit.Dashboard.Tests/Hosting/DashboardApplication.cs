using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.Dashboard.Tests.Hosting;

/// <summary>An application with nothing but the dashboard.</summary>
internal sealed class DashboardApplication : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DashboardApplication(WebApplication app) => _app = app;

    public static async Task<DashboardApplication> StartAsync(string pattern = "/audit", string? pathBase = null, string? challenge = null, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddAuthentication(Visitors.Name).AddScheme<VisitorOptions, Visitors>(Visitors.Name, options => options.ChallengeTo = challenge);
        new Parts(builder.Services).AddAuditDashboard().AddAuditDashboard();
        var app = builder.Build();
        if (pathBase is not null)
            app.UsePathBase(pathBase);
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapAuditDashboard(pattern).RequireAuthorization(static policy => policy.RequireRole("reader"));
        app.MapGet("/other", static () => "other").RequireAuthorization();
        await app.StartAsync();
        return new DashboardApplication(app);
    }

    /// <summary>Asks as somebody with a role, or as nobody.</summary>
    public async Task<HttpResponseMessage> GetAsync(string path, string? role = "reader", string encodings = "", HttpMethod? method = null)
    {
        using var client = _app.GetTestClient();
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        if (role is not null)
            request.Headers.Add(Visitors.Header, role);
        if (encodings.Length > 0)
            request.Headers.Add("Accept-Encoding", encodings);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class Parts(IServiceCollection services) : IAuditBuilder
    {
        public IServiceCollection Services => services;
    }

    private sealed class VisitorOptions : AuthenticationSchemeOptions
    {
        public string? ChallengeTo { get; set; }
    }

    private sealed class Visitors(IOptionsMonitor<VisitorOptions> options, ILoggerFactory logger, UrlEncoder encoder) : AuthenticationHandler<VisitorOptions>(options, logger, encoder)
    {
        public const string Name = "Visitors";
        public const string Header = "X-Role";

        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Request.Headers[Header].ToString() is { Length: > 0 } role
            ? AuthenticateResult.Success(new(new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Role, role)], Name)), Name))
            : AuthenticateResult.NoResult());

        protected override Task HandleChallengeAsync(AuthenticationProperties properties)
        {
            if (Options.ChallengeTo is { } address)
                Response.Redirect(address);
            else
                Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }
    }
}
