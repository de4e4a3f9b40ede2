using System.Diagnostics;
using System.Net;
using Audit.Context;
using Audit.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.AspNetCore.Tests.Attribution;

/// <summary>What of a request stands in its events.</summary>
public sealed class RequestAttributionTests
{
    [Fact]
    public async Task A_signed_in_user_acts_under_id_name_and_tenant()
    {
        await using var host = await AttributionHost.StartAsync();
        using var client = host.CreateClient();
        var cookie = await AttributionHost.SignInAsync(client, "alice");

        await AttributionHost.GetAsync(client, "/items/7", ("Cookie", cookie));

        Assert.Equal(new AuditActor(ActorType.User, "alice", "ALICE", "acme"), host.Log.Single.Context.Actor);
        Assert.Null(host.Log.Single.Context.ApiKeyId);
    }

    [Fact]
    public async Task The_roles_of_a_signed_in_user_are_known()
    {
        await using var host = await AttributionHost.StartAsync();
        using var client = host.CreateClient();
        var cookie = await AttributionHost.SignInAsync(client, "carol");

        await AttributionHost.GetAsync(client, "/items/7", ("Cookie", cookie));

        Assert.Equal(["Dba", "Staff"], host.Log.Single.Context.Actor.Roles.AsEnumerable());
    }

    [Theory]
    [InlineData("ticket OPS-12", "ticket OPS-12")]
    [InlineData("  padded  ", "padded")]
    [InlineData("", null)]
    [InlineData(null, null)]
    public async Task A_client_may_say_why(string? header, string? reason)
    {
        await using var host = await AttributionHost.StartAsync();
        await host.SendAsync(context =>
        {
            if (header is not null)
                context.Request.Headers["X-Audit-Reason"] = header;
        });
        Assert.Equal(reason, host.Log.Single.Context.Reason);
    }

    [Fact]
    public async Task A_reason_is_cut_and_its_secrets_are_left_out()
    {
        await using var host = await AttributionHost.StartAsync(new() { ["Audit:Enabled"] = "false" }, static builder => builder.Services.AddAudit());
        await host.SendAsync(static context => context.Request.Headers["X-Audit-Reason"] = "password=hunter2 " + new string('x', 2000));

        var reason = host.Log.Single.Context.Reason!;
        Assert.DoesNotContain("hunter2", reason, StringComparison.Ordinal);
        Assert.InRange(reason.Length, 900, 1100);
    }

    [Fact]
    public async Task Nobody_signed_in_is_anonymous_and_not_the_application()
    {
        await using var host = await AttributionHost.StartAsync();
        using var client = host.CreateClient();

        await AttributionHost.GetAsync(client, "/items/7");

        Assert.Equal(AuditActor.Anonymous, host.Log.Single.Context.Actor);
        Assert.Null(host.Log.Single.Context.SessionId);
    }

    [Fact]
    public async Task The_request_is_told_by_method_template_id_and_agent_and_never_by_its_address()
    {
        await using var host = await AttributionHost.StartAsync();
        var request = await host.SendAsync(context =>
        {
            context.TraceIdentifier = "request-1";
            context.Request.QueryString = new QueryString("?card=4111");
            context.Request.Headers.UserAgent = "curl/8.5";
        });

        var context = host.Log.Single.Context;
        Assert.Equal(("GET", "/items/{id:int}", "request-1", "curl/8.5"), (context.HttpMethod, context.HttpRoute, context.RequestId, context.UserAgent));
        Assert.Equal(200, request.Response.StatusCode);
    }

    [Fact]
    public async Task The_root_of_a_group_of_endpoints_is_told_without_a_slash_at_the_end()
    {
        await using var host = await AttributionHost.StartAsync(before: app => app.MapGroup("/things").MapGet("/", (IAuditLog log) => log.Record(AttributionHost.Touched(1))));
        using var client = host.CreateClient();

        await AttributionHost.GetAsync(client, "/things");

        Assert.Equal("/things", host.Log.Single.Context.HttpRoute);
    }

    [Fact]
    public async Task A_method_that_a_client_made_up_is_not_repeated()
    {
        await using var host = await AttributionHost.StartAsync();

        await host.SendAsync(context => context.Request.Method = "X-4111111111111111");
        await host.SendAsync(context => context.Request.Method = "delete");

        Assert.Equal(["_OTHER", "DELETE"], host.Log.Events.Select(e => e.Context.HttpMethod));
    }

    [Fact]
    public async Task Trace_and_span_are_those_of_the_request_and_stay_when_the_activity_does_not_flow()
    {
        using var source = new ActivitySource("tests");
        using var listener = new ActivityListener { ShouldListenTo = _ => true, Sample = static (ref _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(listener);
        await using var host = await AttributionHost.StartAsync(before: app => app.Use(async (context, next) =>
        {
            await next(context);
            Assert.Equal(AuditContext.Background, AuditContext.Current);
        }));
        using var client = host.CreateClient();

        await AttributionHost.GetAsync(client, "/items/7", ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        var recorded = host.Log.Single;
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", recorded.TraceId);
        Assert.Equal((recorded.TraceId, recorded.SpanId), (recorded.Context.TraceId, recorded.Context.SpanId));
        Assert.NotEqual("b7ad6b7169203331", recorded.SpanId);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    public async Task The_client_is_the_other_end_of_the_connection(string remote, string recorded)
    {
        await using var host = await AttributionHost.StartAsync();

        await host.SendAsync(context =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse(remote);
            context.Request.Headers["X-Forwarded-For"] = "198.51.100.9";
            context.Request.Headers["Forwarded"] = "for=198.51.100.9";
            context.Request.Headers["X-Real-IP"] = "198.51.100.9";
        });

        Assert.Equal(IPAddress.Parse(recorded), host.Log.Single.Context.ClientIp);
    }

    [Fact]
    public async Task Forwarded_addresses_count_when_the_application_trusts_its_proxy()
    {
        await using var host = await AttributionHost.StartAsync(before: static app =>
        {
            var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
            options.KnownProxies.Clear();
            options.KnownProxies.Add(IPAddress.Parse("192.0.2.1"));
            app.UseForwardedHeaders(options);
        });

        foreach (var proxy in new[] { "192.0.2.1", "192.0.2.2" })
        {
            await host.SendAsync(context =>
            {
                context.Connection.RemoteIpAddress = IPAddress.Parse(proxy);
                context.Request.Headers["X-Forwarded-For"] = "198.51.100.9";
            });
        }

        Assert.Equal([IPAddress.Parse("198.51.100.9"), IPAddress.Parse("192.0.2.2")], host.Log.Events.Select(e => e.Context.ClientIp));
    }

    [Theory]
    [InlineData("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnop")]
    [InlineData("abcdefghijklmno\U0001F600xyz", "abcdefghijklmno")]
    [InlineData("abcdefghijklmnop", "abcdefghijklmnop")]
    [InlineData("", null)]
    public async Task A_long_user_agent_is_cut_between_characters(string sent, string? recorded)
    {
        await using var host = await AttributionHost.StartAsync(new() { ["Audit:AspNetCore:MaxUserAgentLength"] = "16" });

        await host.SendAsync(context => context.Request.Headers.UserAgent = sent);

        Assert.Equal(recorded, host.Log.Single.Context.UserAgent);
    }

    [Fact]
    public async Task Secrets_in_a_user_agent_are_left_out()
    {
        await using var host = await AttributionHost.StartAsync();

        await host.SendAsync(context => context.Request.Headers.UserAgent = "importer/2.1 (rv:109; token=S3CRET) https://app:S3CRET@host/");

        Assert.Equal("importer/2.1 (rv:109; token=<redacted>) https://app:<redacted>@host/", host.Log.Single.Context.UserAgent);
    }

    [Fact]
    public async Task Claim_types_are_a_matter_of_configuration()
    {
        await using var host = await AttributionHost.StartAsync(new()
        {
            ["Audit:AspNetCore:UserIdClaims:0"] = "missing",
            ["Audit:AspNetCore:UserIdClaims:1"] = "nick",
            ["Audit:AspNetCore:UserNameClaims:0"] = "nick",
            ["Audit:AspNetCore:TenantClaims:0"] = "missing",
        });
        using var client = host.CreateClient();
        var cookie = await AttributionHost.SignInAsync(client, "alice");

        await AttributionHost.GetAsync(client, "/items/7", ("Cookie", cookie));

        Assert.Equal(new AuditActor(ActorType.User, "n-alice", "n-alice"), host.Log.Single.Context.Actor);
    }
}
