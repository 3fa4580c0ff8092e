using System.Data.Common;
using CsPerformance.Channels.Simulator;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Web;

/// <summary>Exceptions of our own calls as problem details: the caller's fault is a 4xx, a store that is away a 503, and no stack trace.</summary>
internal sealed class Problems(RequestDelegate next, ILogger<Problems> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone: nobody reads an answer.
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            var (status, detail) = Of(fault);
            if (status >= 500) logger.LogError(fault, "{Method} {Path} failed.", context.Request.Method, context.Request.Path);
            context.Response.Clear();
            await Json.Problem(status, detail).ExecuteAsync(context);
        }
    }

    private static (int Status, string Detail) Of(Exception fault) => fault switch
    {
        SimulatorCallException => (400, fault.Message),
        BadHttpRequestException { StatusCode: 413 } => (413, "请求内容超过 10 MB。"),
        BadHttpRequestException bad => (bad.StatusCode, bad.Message),
        StoreBusyException or DbException => (503, "存储暂时不可用，请稍后再试。"),
        _ => (500, "服务器内部出错，请求没有完成。"),
    };
}
