using System.Globalization;
using System.Net.Http.Headers;
using Audit.Storage.ClickHouse.Embedded.Engine;
using Audit.Storage.ClickHouse.Embedded.Http;
using Audit.Storage.ClickHouse.Embedded.ReadOnly;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Audit.Storage.ClickHouse.Embedded.Endpoint;

/// <summary>Serves the ClickHouse HTTP interface to analysts.</summary>
internal sealed class ClickHouseEndpoint(
    EmbeddedClickHouseEngine engine, IOptions<ClickHouseEndpointOptions> options, IClickHouseEndpointAuthenticator authenticator,
    StatementPlaces places, ReadRecorder reads, TimeProvider time, ILogger<ClickHouseEndpoint> logger)
{
    /// <summary>How long a client may take to read an error at the end of a body before the connection is closed on it.</summary>
    private static readonly TimeSpan ReadingTime = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private Task<FunctionRules>? _functions;

    internal static async Task PingAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=UTF-8";
        await context.Response.Body.WriteAsync("Ok.\n"u8.ToArray(), context.RequestAborted).ConfigureAwait(false);
    }

    internal async Task ServeAsync(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.XFrameOptions = "DENY";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        context.Response.Headers.CacheControl = "no-store";
        var sink = new KestrelSink(context);
        var attempt = reads.IsEnabled ? reads.Begin() : null;
        try
        {
            await ServeAsync(context, sink, attempt).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            Log.ClientWentAway(logger);
        }
        // Whoever throttles counts the attempts that nobody looked at.
        if (attempt is { IsThrottled: false })
            await reads.RecordAsync(attempt, context.RequestAborted.IsCancellationRequested).ConfigureAwait(false);
        if (sink.Failure is not null)
            await BreakOffAsync(context, sink.Failure).ConfigureAwait(false);
    }

    /// <summary>Closes the connection without a proper end, so that no client takes the part for the whole.</summary>
    private async Task BreakOffAsync(HttpContext context, Exception failure)
    {
        Log.FailedMidway(logger, failure.Message);
        try
        {
            // Clients drop what they have not read yet when the connection closes; those that understand close it themselves.
            await Task.Delay(ReadingTime, time, context.RequestAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Log.ClientWentAway(logger);
        }
        context.Abort();
    }

    private async Task ServeAsync(HttpContext context, KestrelSink sink, ReadAttempt? attempt)
    {
        var cancellationToken = context.RequestAborted;
        var host = await engine.GetAsync(cancellationToken).ConfigureAwait(false);
        ClickHouseRequest? request = null;
        ClickHousePrincipal principal;
        try
        {
            request = await ClickHouseRequestReader.ReadAsync(
                context.Request.Method, context.Request.QueryString.Value, name => Header(context, name), context.Request.Body, cancellationToken).ConfigureAwait(false);
            request.Executed = attempt?.Executed;
            principal = await AuthorizeAsync(context, request, attempt, cancellationToken).ConfigureAwait(false);
        }
        catch (ClickHouseSignInThrottledException throttled)
        {
            attempt?.IsThrottled = true;
            context.Response.Headers.RetryAfter = ((long)Math.Ceiling(throttled.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            var error = ClickHouseErrors.AuthenticationThrottled(throttled.RetryAfter);
            await ErrorResponse.WriteAsync(sink, host.Catalog, request?.QueryId ?? "", error, inBlocks: false, cancellationToken).ConfigureAwait(false);
            return;
        }
        catch (ClickHouseError error)
        {
            attempt?.Executed.Fail(error);
            await ErrorResponse.WriteAsync(sink, host.Catalog, request?.QueryId ?? "", error, inBlocks: false, cancellationToken).ConfigureAwait(false);
            return;
        }
        var policy = await ReaderPolicy.CreateAsync(host, await FunctionsAsync(host).ConfigureAwait(false), options.Value, principal.TenantId).ConfigureAwait(false);
        IDisposable place;
        try
        {
            place = await places.TakeAsync(principal.Id, cancellationToken).ConfigureAwait(false);
        }
        catch (ClickHouseError busy)
        {
            attempt?.Executed.Fail(busy);
            await ErrorResponse.WriteAsync(sink, host.Catalog, request.QueryId, busy, request.WantsBlocks, cancellationToken).ConfigureAwait(false);
            return;
        }
        using (place)
            await new QueryExecutor(host, policy).ExecuteAsync(request, sink, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ClickHousePrincipal> AuthorizeAsync(HttpContext context, ClickHouseRequest request, ReadAttempt? attempt, CancellationToken cancellationToken)
    {
        // Browsers keep what was typed into their sign-in box, and send it along whichever page it is that asks.
        if (Header(context, "Sec-Fetch-Site") is "cross-site" or "same-site")
            throw ClickHouseErrors.AccessDenied("Not enough privileges: pages of other sites cannot ask here.");

        var user = request.User ?? "";
        var password = request.Password ?? "";
        if (request.User is null && AuthenticationHeaderValue.TryParse(Header(context, HeaderNames.Authorization), out var header)
            && string.Equals(header.Scheme, "Bearer", StringComparison.OrdinalIgnoreCase))
        {
            password = header.Parameter ?? "";
        }
        var principal = password.Length == 0 ? null : await authenticator.AuthenticateAsync(user, password, cancellationToken).ConfigureAwait(false);
        if (principal is null)
        {
            Log.AuthenticationFailed(logger);
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"ClickHouse server HTTP API\"";
            throw ClickHouseErrors.AuthenticationFailed(user.Length == 0 ? "default" : user);
        }
        attempt?.Principal = principal;
        if (!principal.ShowsPersonalData)
        {
            Log.RoleMissing(logger, principal.Name);
            throw ClickHouseErrors.AccessDenied($"{principal.Name}: Not enough privileges. SQL shows personal data, which none of the roles of {principal.Name} does.");
        }
        foreach (var role in options.Value.Roles)
        {
            if (principal.Roles.Contains(role))
                return principal;
        }
        Log.RoleMissing(logger, principal.Name);
        throw ClickHouseErrors.AccessDenied(
            $"{principal.Name}: Not enough privileges. To read the audit trail by SQL it's necessary to have the role {string.Join(" or ", options.Value.Roles)}.");
    }

    private Task<FunctionRules> FunctionsAsync(EngineHost host)
    {
        lock (_gate)
        {
            if (_functions is null || _functions.IsFaulted)
                _functions = host.OnAnchorAsync(FunctionRules.Read);
            return _functions;
        }
    }

    private static string? Header(HttpContext context, string name) =>
        context.Request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;
}
