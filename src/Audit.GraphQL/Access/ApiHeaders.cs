using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Audit.GraphQL.Access;

/// <summary>
/// Puts headers on every answer of the API: what browsers must not do with it, and which other origins may read it. At the beginning of the pipeline, so
/// that they are on what authentication refuses as well.
/// </summary>
internal sealed class ApiHeaders(CrossOrigin origins) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, following) =>
        {
            context.Response.OnStarting(
                static state =>
                {
                    var (context, origins) = ((HttpContext, CrossOrigin))state;
                    if (context.GetEndpoint()?.Metadata.GetMetadata<AuditApi>() is not null)
                        Apply(context, origins);
                    return Task.CompletedTask;
                },
                (context, origins));
            return following(context);
        });
        next(app);
    };

    private static void Apply(HttpContext context, CrossOrigin origins)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        // A page for people brings the policy that it needs.
        if (headers.ContentSecurityPolicy.Count == 0)
            headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        if (headers.CacheControl.Count == 0)
            headers.CacheControl = "no-store";
        origins.Apply(context);
    }
}

/// <summary>Which other origins may ask: those of <see cref="AuditGraphQLOptions.AllowedOrigins"/>, none by default.</summary>
internal sealed class CrossOrigin(ICorsService cors, IOptions<AuditGraphQLOptions> options)
{
    private static readonly TimeSpan PreflightLifetime = TimeSpan.FromMinutes(10);

    private readonly CorsPolicy? _policy = options.Value.AllowedOrigins.Count == 0 ? null : new CorsPolicyBuilder([.. options.Value.AllowedOrigins])
        .WithMethods(HttpMethods.Get, HttpMethods.Post)
        .WithHeaders("Accept", "Authorization", "Content-Type", CookieRequests.Header)
        .AllowCredentials()
        .SetPreflightMaxAge(PreflightLifetime)
        .Build();

    /// <summary>Whether an origin is one of those that may ask.</summary>
    public bool Allows(string origin) => options.Value.AllowedOrigins.Contains(origin, StringComparer.Ordinal);

    /// <summary>Says in an answer that its origin may read it, if it may.</summary>
    public void Apply(HttpContext context)
    {
        if (_policy is null || context.Request.Headers.Origin.Count == 0)
            return;

        var result = cors.EvaluatePolicy(context, _policy);
        if (result.IsOriginAllowed)
            cors.ApplyResult(result, context.Response);
    }

    /// <summary>Answers what a browser asks before it sends a request from another origin. Without the headers of <see cref="Apply"/> it sends none.</summary>
    public static Task PreflightAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
