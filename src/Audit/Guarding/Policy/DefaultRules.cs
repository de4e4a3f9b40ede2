using Audit.Commands;
using Audit.Events;

namespace Audit.Guarding.Policy;

/// <summary>The policy of an application that configures none.</summary>
internal static class DefaultRules
{
    public static GuardRule[] Create() =>
    [
        new()
        {
            Name = "production-migrations",
            Action = GuardAction.Alert,
            Environments = { "Production" },
            Sources = { CommandSource.Migration },
            MinSeverity = Risk.High,
        },
        new()
        {
            Name = "production-critical",
            Action = GuardAction.RequireApproval,
            Environments = { "Production" },
            MinSeverity = Risk.Critical,
        },
        new()
        {
            Name = "development",
            Action = GuardAction.Observe,
            Environments = { "Development" },
        },
        new()
        {
            Name = "commands",
            Action = GuardAction.RequireConfirmation,
            Reasons = { DestructiveCommands.Reason },
        },
        new()
        {
            Name = "high-risk",
            Action = GuardAction.Alert,
            MinSeverity = Risk.High,
        },
    ];
}
