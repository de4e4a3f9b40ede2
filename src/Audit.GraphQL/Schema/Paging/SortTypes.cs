using Audit.Querying;
using GraphQL.Types;

namespace Audit.GraphQL.Schema.Paging;

/// <summary>What events are sorted by.</summary>
internal sealed class AuditSortType : EnumerationGraphType<AuditSort>
{
    public AuditSortType()
    {
        Name = "AuditEventSort";
        Description = "What events are sorted by; ties are broken by id.";
    }
}

/// <summary>A direction, under the names every database uses.</summary>
internal sealed class SortDirectionType : EnumerationGraphType
{
    public SortDirectionType()
    {
        Name = "SortDirection";
        Add("ASC", SortDirection.Ascending, "Smallest first.");
        Add("DESC", SortDirection.Descending, "Largest first.");
    }
}
