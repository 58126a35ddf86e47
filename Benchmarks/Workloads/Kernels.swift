package import Measure
internal import StateBus

extension Workloads {
  /// One kind of work for each kernel.
  package static func kernels(_ bench: Workbench) -> [Workload] {
    (KernelOperation.onPages + KernelOperation.onMasks).map { operation in
      Workload(
        name: operation.name, about: operation.about,
        axes: Axis.placing.union([.backend, .pageBytes, .workingSet, .density, .pattern]),
        memory: MemoryNeed(64 << 20, perWorkingSetByte: 6)
      ) { request throws(WorkError) in
        let backend: Backend
        do throws(BackendError) { backend = try bench.backend(request.backend) } catch {
          throw WorkError(error)
        }
        return try KernelWork(operation, request, on: backend)
      }
    }
  }
}
