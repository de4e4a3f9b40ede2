using Audit.EfCore.Operations;
using Audit.Events;
using Microsoft.EntityFrameworkCore.Storage;

namespace Audit.EfCore.Seeding;

/// <summary>A run of a seeder.</summary>
internal static class SeederOperation
{
    public static DatabaseOperation Create(string name, IRelationalConnection connection) =>
        new("seeding.run", CommandSource.Seeder, connection, [new AuditAttribute("seeder.name", name)]);
}
