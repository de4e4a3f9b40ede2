using Audit.AdoNet.Attribution;
using Audit.AdoNet.Tests.Decorators;
using Audit.Context;
using Audit.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.AdoNet.Tests.Attribution;

/// <summary>The services of an application that tells its databases who acts.</summary>
internal static class AttributedServices
{
    /// <summary>A name that would end a comment or a literal, if it could.</summary>
    public const string Hostile = "o'brien */; DROP TABLE items; -- \" \\ %27 \ud800";

    public static RecordedEvents Create(AttributionMode mode) => new(services => services.Configure<AdoNetAttributionOptions>(options =>
    {
        options.Mode = mode;
        options.Application = "shop";
    }));

    public static AuditContextScope Act(string actor) =>
        AuditContext.Push(AuditContext.Background with { Actor = new AuditActor(ActorType.User, actor), HttpRoute = "/items/{id}" });
}
