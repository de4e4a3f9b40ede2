using System.Security.Claims;
using Audit.Context;
using Audit.Events;
using Audit.Querying;

namespace Audit.GraphQL.Schema.Viewers;

/// <summary>Who changes something by the API.</summary>
internal static class ActingViewer
{
    /// <summary>
    /// Who was let in, by the name that has the role. When the request was attributed to somebody else, for example to a customer whose cookie came
    /// with another's token, that is the one who really acts.
    /// </summary>
    public static AuditActor Of(ClaimsPrincipal user, AuditReadScope sight)
    {
        var viewer = new Viewer(user, sight);
        var attributed = AuditContext.Current.Actor;
        var isOther = attributed.Type is ActorType.User or ActorType.ApiKey && attributed.Id.Length > 0 && attributed.Id != viewer.Id;
        return new AuditActor(ActorType.User, viewer.Id, viewer.Name, attributed.TenantId, isOther ? attributed.Id : attributed.ImpersonatorId);
    }
}
