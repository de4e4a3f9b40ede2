namespace Audit.GraphQL.Loading;

/// <summary>What events can have in common.</summary>
internal enum RelatedBy
{
    Trace,
    Transaction,
    Session,
    Command,
}
