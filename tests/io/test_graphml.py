import re

import networkx as nx
import numpy as np
import pytest
from scipy import sparse

from sk_ccnn.connectome import Connectome, load_connectome
from sk_ccnn.io import read_connectome


@pytest.fixture
def path(tmp_path, matrix):
    nx.write_graphml(nx.from_numpy_array(matrix), tmp_path / "a.graphml")
    return tmp_path / "a.graphml"


def changed(path, before, after, count=1):
    """Change a file, of whose text something must be there."""
    content = path.read_text()
    assert re.search(before, content)
    path.write_text(re.sub(before, after, content, count=count))
    return path


@pytest.mark.parametrize("directed", [False, True])
def test_what_to_networkx_gives_is_read_back(directed, matrix, tmp_path):
    matrix = np.triu(matrix) if directed else matrix
    both = (matrix + matrix.T) != 0
    connectome = Connectome(
        matrix,
        labels=["L bankssts", "R-V1", "é", "4", "x.y"],
        coordinates=np.random.default_rng(0).normal(scale=50, size=(5, 3)),
        lengths=both * (30 + (matrix + matrix.T) / 7),
        name="own",
    )
    nx.write_graphml(connectome.to_networkx(), tmp_path / "a.graphml")
    assert read_connectome(tmp_path / "a.graphml", directed=directed) == connectome
    assert read_connectome(tmp_path / "a.graphml", directed=directed, name="b").name == "b"


def test_the_packaged_connectome_is_read_back_but_for_lengths_without_a_wire(tmp_path):
    connectome = load_connectome()
    nx.write_graphml(connectome.to_networkx(), tmp_path / "a.graphml")
    wired = np.where(connectome.adjacency(), connectome.lengths, 0)
    assert read_connectome(tmp_path / "a.graphml") == connectome.replace(lengths=wired)


@pytest.fixture
def mapper(tmp_path):
    """A graph as the Connectome Mapper 3 writes it, with a connection within a region."""
    graph = nx.Graph()
    for u, v, count in ((1, 2, 40), (2, 4, 7), (1, 1, 3), (3, 4, 1)):
        graph.add_edge(
            *(u, v), number_of_fibers=count, fiber_length_mean=10.5 * v, FA_mean=0.25 * u
        )
    for number, name in enumerate(["rh.cuneus_1", "lh.cuneus_1", "Left-Thalamus", "Brain-Stem"], 1):
        graph.add_node(
            number,
            dn_multiscaleID=number,
            dn_fsname=name.split(".")[-1],
            dn_hemisphere="left",
            dn_name=name,
            dn_position_x=60.5 + number,
            dn_position_y=70.25,
            dn_position_z=80.0,
            dn_region="cortical",
        )
    nx.write_graphml(graph, tmp_path / "a.graphml")
    return tmp_path / "a.graphml"


def test_a_graph_of_the_connectome_mapper_has_names_places_and_lengths(mapper):
    with pytest.raises(ValueError, match=r"say key=, out of \['FA_mean', 'fiber_length_mean'"):
        read_connectome(mapper)
    connectome = read_connectome(mapper, key="number_of_fibers")
    # The nodes are in the order in which edges first named them.
    assert connectome.labels == ("rh.cuneus_1", "lh.cuneus_1", "Brain-Stem", "Left-Thalamus")
    assert connectome.to_dense()[0].tolist() == [0, 40, 0, 0]
    assert connectome.coordinates[:, 0].tolist() == [61.5, 62.5, 64.5, 63.5]
    assert connectome.lengths[1].tolist() == [21, 0, 42, 0]


def test_a_region_without_voxels_leaves_out_the_places_with_a_warning(mapper):
    changed(mapper, ">62.5<", ">nan<")
    with pytest.warns(UserWarning, match="1 regions have no position.*: 'lh.cuneus_1'") as caught:
        connectome = read_connectome(mapper, key="number_of_fibers")
    assert connectome.coordinates is None
    assert connectome.labels[1] == "lh.cuneus_1"
    assert caught[0].filename == __file__


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('target="4"', 'target="9"', "an edge names the node '9', which is not declared"),
        ('source="1"', 'sourse="1"', "an edge names the node 'None', which is not declared"),
        ('node id="4"', 'node id="3"', "every node needs an id of its own, got '3'"),
        ("</graphml>", '<graph edgedefault="directed"/></graphml>', "holds a second graph"),
        ("</graph>", '<node id="9"><graph/></node></graph>', "holds a second graph"),
        ('encoding="utf-8"|encoding=.utf-8.', 'encoding="utf-88"', "unknown encoding"),
        ('encoding="utf-8"|encoding=.utf-8.', 'encoding="rot13"', "not a text encoding"),
        ("<graphml ", "<!DOCTYPE a><graphml ", "document type or entities is refused"),
        ("<graphml ", "<!DOCTYPE a SYSTEM 'file:///etc/hostname'><graphml ", "is refused"),
        ("<graph ", "<a>" * 100 + "</a>" * 100 + "<graph ", "more than 50 deep"),
        ("</graph>", "", "ParseError"),
        ('attr.type="double"', 'attr.type="integral"', "KeyError"),
        ('for="edge"', 'for="edge" yfiles.type="x"', "."),
    ],
)
def test_a_graph_that_is_none_says_why(before, after, message, path):
    changed(path, before, after)
    with pytest.raises(ValueError, match=message) as error:
        read_connectome(path)
    assert str(error.value).startswith(f"{path}: ")


def test_a_number_of_400_digits_is_an_error_that_names_the_file(path):
    changed(path, 'attr.type="double"', 'attr.type="int"')
    changed(path, r">\d+\.\d+<", ">7<", count=0)
    changed(path, ">7<", f">{'1' * 400}<")
    with pytest.raises(ValueError, match="OverflowError") as error:
        read_connectome(path)
    assert str(error.value).startswith(f"{path}: ")


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_xml_is_read_in_the_encoding_that_it_declares(encoding, matrix, tmp_path):
    path = tmp_path / "a.graphml"
    graph = nx.relabel_nodes(nx.from_numpy_array(matrix), dict(enumerate("äëïöü")))
    nx.write_graphml(graph, path)
    text = path.read_text(encoding="utf-8").replace("utf-8", encoding)
    path.write_bytes(text.encode(encoding))
    assert read_connectome(path).labels == tuple("äëïöü")


def test_a_large_graph_stays_sparse(tmp_path):
    nx.write_graphml(nx.cycle_graph(1500), tmp_path / "a.graphml")
    connectome = read_connectome(tmp_path / "a.graphml")
    assert sparse.issparse(connectome.weights)
    assert connectome.n_edges == 3000
