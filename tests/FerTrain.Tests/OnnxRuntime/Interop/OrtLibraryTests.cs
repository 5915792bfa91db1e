using Microsoft.ML.OnnxRuntime.Interop;

namespace FerTrain.Tests.OnnxRuntimeTests.Interop;

public sealed class OrtLibraryTests
{
    [Fact]
    public void The_library_is_looked_for_in_the_node_modules_of_each_folder_above_the_program()
    {
        string[] places = [.. OrtLibrary.NodeModules("/opt/fertrain/bin")];

        places.Length.ShouldBe(4);
        places[0].ShouldMatch("^/opt/fertrain/bin/node_modules/onnxruntime-node/bin/napi-v6/linux/(x64|arm64)/libonnxruntime.so.1$");
        places[^1].ShouldStartWith("/node_modules/");
    }
}
