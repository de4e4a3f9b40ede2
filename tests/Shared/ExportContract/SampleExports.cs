using Audit.Context;
using Audit.Events;
using Audit.Exporting;
using Audit.Querying;

namespace Audit.Testing;

/// <summary>Records of exports.</summary>
internal static class SampleExports
{
    public static readonly DateTimeOffset Now = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);

    public static ExportJob Job(string requester = "vera", int minutes = 0) => new()
    {
        Id = AuditId.Create(AuditEvent.UnixMicroseconds(Now.AddMinutes(minutes))),
        Selection = new ExportSelection(
            new AuditFilter
            {
                From = Now.AddDays(-1),
                To = Now.AddMicroseconds(1),
                Category = [EventCategory.Database, EventCategory.Entity],
                Source = [],
                Or = [new AuditFilter { ActorId = new StringFilter { In = ["it's\\me", "\"'; DROP TABLE audit_exports; --"] } }, new AuditFilter { Not = new AuditFilter { MinRisk = Risk.High } }],
                RowsAffected = new LongFilter { Gte = long.MaxValue },
                Attribute = [new AttributeFilter("ticket", new StringFilter { Eq = "" })],
                ParentId = Guid.ParseExact("019cac1a-2b80-7000-8000-00000000cafe", "D"),
            },
            ExportFormat.Ocsf,
            ShowsPersonalData: true,
            Now.AddMilliseconds(7)),
        RequestedBy = new AuditActor(ActorType.User, requester, "Vera", "tenant-7", "admin-1"),
        CreatedAt = Now.AddMinutes(minutes),
        RowsTotal = 42,
    };
}
