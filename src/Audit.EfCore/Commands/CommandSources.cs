using EfSource = Microsoft.EntityFrameworkCore.Diagnostics.CommandSource;
using Source = Audit.Events.CommandSource;

namespace Audit.EfCore.Commands;

/// <summary>Brings EF Core's names for what issued a command to ours.</summary>
internal static class CommandSources
{
    public static Source ToAudit(this EfSource source) => source switch
    {
        EfSource.LinqQuery => Source.Linq,
        EfSource.SaveChanges or EfSource.ValueGenerator => Source.SaveChanges,
        EfSource.FromSqlQuery or EfSource.ExecuteSqlRaw => Source.RawSql,
        EfSource.ExecuteUpdate or EfSource.ExecuteDelete => Source.Bulk,
        EfSource.Migrations => Source.Migration,
        EfSource.Scaffolding => Source.Scaffolding,
        _ => Source.Unknown,
    };
}
