using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.EntityChanges;

/// <summary>The actions of entity events, and the names of states.</summary>
internal static class EntityActions
{
    /// <summary>The summary of a save.</summary>
    public const string Saved = "entity.saved";

    /// <summary><c>ExecuteUpdate</c>.</summary>
    public const string BulkModified = "entity.bulk_modified";

    /// <summary><c>ExecuteDelete</c>.</summary>
    public const string BulkDeleted = "entity.bulk_deleted";

    /// <summary>The events of a transaction that were too many to wait for its outcome.</summary>
    public const string Overflow = "entity.overflow";

    public const string Added = "added";
    public const string Modified = "modified";
    public const string Deleted = "deleted";

    public static string Of(EntityState state) => state switch
    {
        EntityState.Added => "entity.added",
        EntityState.Deleted => "entity.deleted",
        _ => "entity.modified",
    };

    public static string NameOf(EntityState state) => state switch
    {
        EntityState.Added => Added,
        EntityState.Deleted => Deleted,
        _ => Modified,
    };
}
