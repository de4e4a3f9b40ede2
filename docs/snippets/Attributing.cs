using System.Threading.Channels;
using Audit.Context;
using Audit.Events;

namespace Audit.Snippets;

internal static class Attributing
{
    public static void Register(WebApplicationBuilder builder)
    {
        builder.AddAudit().AddAspNetCore().AddSessions().AddPropagation();
        builder.Services.AddSignalR().AddAudit();
        builder.Services.AddHttpClient("stock").AddAuditPropagation();   // only for servers that may know who acts
    }

    public static async Task ActAsAsync(Func<Task> work)
    {
        using (AuditContext.Impersonate(new AuditActor(ActorType.User, "customer-7")))
            await work();
    }

    public static async Task HandOverAsync(Channel<AuditWorkItem<int>> channel, int order, Func<int, Task> ship)
    {
        await channel.Writer.WriteAsync(new AuditWorkItem<int>(order));

        await foreach (var item in channel.Reader.ReadAllAsync())
        {
            using (item.Enter())
                await ship(item.Value);
        }
    }
}
