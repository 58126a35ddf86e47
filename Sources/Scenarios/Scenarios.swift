internal import Measure
