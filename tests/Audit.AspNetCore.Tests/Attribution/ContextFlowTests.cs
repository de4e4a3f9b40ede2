using System.Runtime.CompilerServices;
using System.Security.Claims;
using Audit.AspNetCore.Attribution;
using Audit.AspNetCore.Propagation;
using Audit.Context;
using Audit.Events;
using Audit.Redaction;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Audit.AspNetCore.Tests.Attribution;

/// <summary>Where the context of a request goes, and where it does not.</summary>
public sealed class ContextFlowTests
{
    [Fact]
    public async Task Requests_in_parallel_keep_their_own_actor()
    {
        await using var host = await AttributionHost.StartAsync();
        using var client = host.CreateClient();
        var cookies = new List<string>();
        for (var user = 0; user < 8; user++)
            cookies.Add(await AttributionHost.SignInAsync(client, $"user-{user}", $"session-{user}"));

        await Parallel.ForAsync(0, 800, TestContext.Current.CancellationToken, async (i, _) =>
            await AttributionHost.GetAsync(client, $"/items/{i}", ("Cookie", cookies[i % 8])));

        Assert.Equal(800, host.Log.Events.Count);
        Assert.All(host.Log.Events, e => Assert.Equal($"user-{int.Parse(e.Action[5..], null) % 8}", e.Context.Actor.Id));
        Assert.Equal(8, host.Log.Events.Select(e => (e.Context.Actor.Id, e.Context.SessionId)).Distinct().Count());
    }

    [Fact]
    public async Task Nothing_of_a_request_is_left_for_the_next_one_on_its_connection()
    {
        var before = new List<AuditContext>();
        await using var host = await AttributionHost.StartAsync(onKestrel: true, before: app => app.Use((context, next) =>
        {
            before.Add(AuditContext.Current);
            return next(context);
        }));
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 1, UseCookies = false };
        using var client = new HttpClient(handler) { BaseAddress = host.Address };
        var cookie = await AttributionHost.SignInAsync(client, "alice", "session-1");
        await AttributionHost.GetAsync(client, "/items/1", ("Cookie", cookie), ("User-Agent", "first"));
        await AttributionHost.GetAsync(client, "/items/2", ("X-Api-Key", AttributionHost.RawKey));
        await AttributionHost.GetAsync(client, "/items/3");
        await AttributionHost.GetAsync(client, "/items/4", ("Cookie", cookie));

        var contexts = host.Log.Events.Select(e => e.Context).ToArray();
        Assert.Equal(["alice", "bob", "", "alice"], contexts.Select(c => c.Actor.Id));
        Assert.Equal([null, "key-bob-1", null, null], contexts.Select(c => c.ApiKeyId));
        Assert.Equal(["first", null, null, null], contexts.Select(c => c.UserAgent));
        Assert.Null(contexts[2].SessionId);
        Assert.Equal(contexts[0].SessionId, contexts[3].SessionId);
        // Kestrel numbers the requests of a connection after its id.
        Assert.Single(contexts.Select(c => c.RequestId!.Split(':')[0]).Distinct());
        Assert.All(before, context => Assert.Same(AuditContext.Background, context));
    }

    [Fact]
    public async Task Work_that_a_request_leaves_behind_stays_the_requests()
    {
        var release = new TaskCompletionSource();
        var work = Task.CompletedTask;
        await using var host = await AttributionHost.StartAsync(before: app => app.MapGet("/later", (IAuditLog log) =>
        {
            work = Task.Run(async () =>
            {
                await release.Task;
                log.Record(AttributionHost.Touched(9));
            });
        }));
        using var client = host.CreateClient();
        await AttributionHost.GetAsync(client, "/later", ("X-Api-Key", AttributionHost.RawKey));

        release.SetResult();
        await work;

        Assert.Equal(("bob", "/later"), (host.Log.Single.Context.Actor.Id, host.Log.Single.Context.HttpRoute));
    }

    [Fact]
    public async Task What_the_application_made_ambient_around_a_request_stays_and_comes_back()
    {
        AuditContext? after = null;
        var outer = AuditContext.Background with { Attributes = [new AuditAttribute("region", "eu")] };
        await using var host = await AttributionHost.StartAsync(before: app => app.Use(async (context, next) =>
        {
            using var scope = AuditContext.Push(outer);
            await next(context);
            after = AuditContext.Current;
        }));
        using var client = host.CreateClient();

        await AttributionHost.GetAsync(client, "/items/1", ("X-Api-Key", AttributionHost.RawKey));

        Assert.Equal([new AuditAttribute("region", "eu")], host.Log.Single.Context.Attributes);
        Assert.Equal("bob", host.Log.Single.Context.Actor.Id);
        Assert.Same(outer, after);
    }

    [Fact]
    public async Task An_error_in_a_request_restores_the_outer_context()
    {
        var contexts = new List<AuditContext>();
        await using var host = await AttributionHost.StartAsync(before: app =>
        {
            app.Use(async (context, next) =>
            {
                await Assert.ThrowsAsync<InvalidOperationException>(() => next(context));
                contexts.Add(AuditContext.Current);
            });
            app.MapGet("/fails", () => { throw new InvalidOperationException("as the test wants it"); });
        });
        using var client = host.CreateClient();

        using var response = await client.GetAsync(new Uri("/fails", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Same(AuditContext.Background, Assert.Single(contexts));
    }

    [Fact]
    public async Task A_hosted_service_beside_the_requests_acts_under_its_own_name()
    {
        await using var host = await AttributionHost.StartAsync(configure: static builder => builder.Services.AddAuditedHostedService<NightlyJob>());
        using var client = host.CreateClient();
        var job = host.Services.GetRequiredService<NightlyJob>();

        await AttributionHost.GetAsync(client, "/items/1", ("X-Api-Key", AttributionHost.RawKey));
        job.Run.SetResult();
        await job.ExecuteTask!;

        // The run of the job is an event, too.
        var contexts = host.Log.Events.Where(static e => e.Action.StartsWith("item.", StringComparison.Ordinal)).Select(static e => e.Context).ToArray();
        Assert.Equal([new AuditActor(ActorType.ApiKey, "bob"), AuditActor.Service("nightly-job")], contexts.Select(static c => c.Actor));
        Assert.Null(contexts[1].RequestId);
    }

    [Fact]
    public async Task A_context_keeps_no_request_alive()
    {
        var (context, request) = await AttributeAsync();

        for (var i = 0; i < 10 && request.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(request.IsAlive);
        Assert.Equal("alice", context.Actor.Id);
    }

    [Fact]
    public void Switched_off_it_allocates_nothing_and_sets_no_context()
    {
        var log = new CollectingAuditLog { IsSwitchedOff = true };
        AuditContext? seen = null;
        var middleware = Middleware(log, _ =>
        {
            seen = AuditContext.Current;
            return Task.CompletedTask;
        });
        var request = new DefaultHttpContext();
        Assert.True(middleware.InvokeAsync(request).IsCompletedSuccessfully);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            _ = middleware.InvokeAsync(request);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Same(AuditContext.Background, seen);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<(AuditContext, WeakReference)> AttributeAsync()
    {
        AuditContext? context = null;
        var request = new DefaultHttpContext
        {
            User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "alice"), new Claim("sid", "s")], "test")),
        };
        await Middleware(new CollectingAuditLog(), _ =>
        {
            context = AuditContext.Current;
            return Task.CompletedTask;
        }).InvokeAsync(request);
        return (context!, new WeakReference(request));
    }

    private static AuditMiddleware Middleware(CollectingAuditLog log, RequestDelegate next)
    {
        var settings = new AuditAspNetCoreOptions();
        new AuditAspNetCoreOptionsDefaults().PostConfigure(null, settings);
        var options = Options.Create(settings);
        var actor = new RequestActor(options);
        var services = new ServiceCollection().AddAudit().Services.BuildServiceProvider();
        var contexts = new RequestContext(
            actor, new SessionHasher(options, NullLogger<SessionHasher>.Instance), services.GetRequiredService<IAuditRedactor>(), options);
        return new AuditMiddleware(
            next, log, contexts, actor, new RequestSession(actor, options, NullLogger<RequestSession>.Instance),
            new IncomingContext(services, TimeProvider.System, NullLogger<IncomingContext>.Instance), [], services.GetRequiredService<IServiceProviderIsService>());
    }

    private sealed class NightlyJob(IAuditLog log) : BackgroundService
    {
        public TaskCompletionSource Run { get; } = new();

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Run.Task;
            log.Record(AttributionHost.Touched(2));
        }
    }
}
