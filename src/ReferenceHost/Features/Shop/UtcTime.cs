using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ReferenceHost.Features.Shop;

internal sealed class UtcTime() : ValueConverter<DateTime, DateTime>(
    static time => time,
    static time => DateTime.SpecifyKind(time, DateTimeKind.Utc));
