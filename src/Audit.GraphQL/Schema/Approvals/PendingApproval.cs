using System.ComponentModel;
using Audit.Guarding.Approvals;
using GraphQL;
using Actor = Audit.GraphQL.Schema.Events.Actor;

namespace Audit.GraphQL.Schema.Approvals;

/// <summary>A request that a second person let an operation run once.</summary>
internal sealed class PendingApproval(Approval approval)
{
    [Id]
    public string Id => approval.Id.ToString();

    [Description("The rule of the guard that asks for it.")]
    public string Rule => approval.Rule;

    [Description("The text without literals and secrets.")]
    public string Statement => approval.Statement;

    [Description("Why the statement is destructive, for example drop_table.")]
    public IEnumerable<string> Reasons => approval.Reasons;

    public Actor RequestedBy => new(approval.RequestedBy);

    public DateTimeOffset RequestedAt => approval.RequestedAt;

    public DateTimeOffset ExpiresAt => approval.ExpiresAt;

    [Description("The reason that the requester gave.")]
    public string? RequestNote => TextOrNull(approval.RequestNote);

    public string Application => approval.Application;

    public string Environment => approval.Environment;

    [Description("pending, approved, rejected, used or expired.")]
    public string State => approval.State.ToString().ToLowerInvariant();

    public Actor? DecidedBy => approval.DecidedBy is { } actor ? new Actor(actor) : null;

    public DateTimeOffset? DecidedAt => approval.DecidedAt;

    public string? DecisionNote => TextOrNull(approval.DecisionNote);

    private static string? TextOrNull(string text) => text.Length == 0 ? null : text;
}
