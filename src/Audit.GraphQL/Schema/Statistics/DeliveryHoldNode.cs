using System.ComponentModel;
using Audit.Statistics;
using GraphQL;

namespace Audit.GraphQL.Schema.Statistics;

/// <summary>Nothing is delivered until somebody acts.</summary>
[Name("DeliveryHold")]
internal sealed class DeliveryHoldNode(DeliveryHold hold)
{
    public DeliverySource Source => hold.Source;

    [Description("What the store refuses, in its own words, for example UNKNOWN_TABLE.")]
    public string Reason => hold.Code;

    public DateTimeOffset Since => hold.Since;

    [Description("What to do about it.")]
    public string Remedy => hold.Remedy;
}
