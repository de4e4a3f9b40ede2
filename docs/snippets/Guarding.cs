using Audit.Context;
using Audit.Events;
using Audit.Guarding;
using Audit.Guarding.Policy;
using Microsoft.EntityFrameworkCore;

namespace Audit.Snippets;

/// <summary>How applications use the guard.</summary>
internal static class Guarding
{
    public static void Register(WebApplicationBuilder builder)
    {
        builder.AddAudit()
            .AddEfCore()
            .AddClickHouse()
            .AddGuard();                     // the policy: Audit:Guard, or the default
    }

    public static void InCode(WebApplicationBuilder builder)
    {
        builder.AddAudit().AddEfCore().AddClickHouse().AddGuard(options =>
        {
            options.WhenNotDurable = GuardDurability.FailOperation;
            options.Rules.Add(new GuardRule
            {
                Name = "ledger",
                Operations = { "UPDATE", "DELETE" },
                Tables = { "ledger_*" },
                Action = GuardAction.Block,
            });
        });
    }

    public static async Task WithAReasonAsync(ShopContext shop, CancellationToken cancellationToken)
    {
        using (AuditContext.Push(AuditContext.Current with { Reason = "ticket OPS-12: the season is over" }))
            await shop.Database.ExecuteSqlAsync($"DELETE FROM abandoned_carts", cancellationToken);
    }

    public static async Task RefusedAsync(ShopContext shop, CancellationToken cancellationToken)
    {
        try
        {
            await shop.Database.EnsureDeletedAsync(cancellationToken);
        }
        catch (DestructiveOperationBlockedException refusal)
        {
            await Console.Error.WriteLineAsync($"{refusal.Message} Rule {refusal.Rule}, approval {refusal.ApprovalId}.");
        }
    }

    public static GuardDecision Try(IConfiguration configuration, AuditEvent recorded)
    {
        var policy = GuardPolicy.Create(configuration.GetSection("Audit:Guard"));
        return policy.Evaluate(GuardedOperation.Of(recorded));
    }
}
