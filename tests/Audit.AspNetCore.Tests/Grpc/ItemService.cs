using Audit.AspNetCore.Tests.Attribution;
using Audit.Events;
using Grpc.Core;

namespace Audit.AspNetCore.Tests.Grpc;

/// <summary>Records an event for each item that it gets or gives.</summary>
internal sealed class ItemService(IAuditLog log) : Items.ItemsBase
{
    public const int Failing = 13;

    public override async Task<Item> Touch(Item request, ServerCallContext context)
    {
        await Task.Yield();
        log.Record(AttributionHost.Touched(request.Id));
        return request.Id == Failing ? throw new RpcException(new Status(StatusCode.FailedPrecondition, "unlucky")) : request;
    }

    public override async Task List(Item request, IServerStreamWriter<Item> responseStream, ServerCallContext context)
    {
        for (var id = 1; id <= request.Id; id++)
        {
            log.Record(AttributionHost.Touched(id));
            await responseStream.WriteAsync(new Item { Id = id }, context.CancellationToken);
        }
    }

    public override async Task<Item> Collect(IAsyncStreamReader<Item> requestStream, ServerCallContext context)
    {
        var sum = 0;
        await foreach (var item in requestStream.ReadAllAsync(context.CancellationToken))
        {
            log.Record(AttributionHost.Touched(item.Id));
            sum += item.Id;
        }

        return new Item { Id = sum };
    }

    public override async Task Exchange(IAsyncStreamReader<Item> requestStream, IServerStreamWriter<Item> responseStream, ServerCallContext context)
    {
        await foreach (var item in requestStream.ReadAllAsync(context.CancellationToken))
        {
            log.Record(AttributionHost.Touched(item.Id));
            await responseStream.WriteAsync(item, context.CancellationToken);
        }
    }
}
